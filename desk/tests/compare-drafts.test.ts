import assert from "node:assert/strict";
import { test } from "node:test";
import { compareDrafts } from "../src/revisions/compare-drafts.ts";

const draft = (body: string, more = {}) => ({ lang: "en", format: "html" as const, body, ...more });

test("blocks that differ are hunks, each at its place before and after", () => {
  const before = draft("<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p>");
  const after = draft("<p>One.</p><p>Two, changed.</p><p>Three.</p><p>Four.</p><p>Five.</p>");
  assert.deepEqual(compareDrafts(before, after), [
    {
      field: "body",
      hunks: [
        { before_start: 2, after_start: 2, paragraphs: [{ change: "removed", text: "<p>Two.</p>" }, { change: "added", text: "<p>Two, changed.</p>" }] },
        { before_start: 5, after_start: 5, paragraphs: [{ change: "added", text: "<p>Five.</p>" }] },
      ],
    },
  ]);
});

test("a block that the server has written in another way is the same", () => {
  assert.deepEqual(compareDrafts(draft("<p>See <a href='https://kun.uz/'>it</a>.</p>"), draft('<p>See <a href="https://kun.uz/" rel="noopener">it</a>.</p>\n')), []);
});

test("a field has its values before and after", () => {
  assert.deepEqual(compareDrafts(draft("<p>a</p>"), draft("<p>a</p>", { title: "Two rivers" })), [{ field: "title", before: null, after: "Two rivers" }]);
});
