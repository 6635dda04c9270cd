import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parsePlainText } from "../src/editor/text/paste/plain-text.ts";
import { parseStyle, readFormats } from "../src/editor/text/paste/styles.ts";
import { readMarker } from "../src/editor/text/paste/word-markers.ts";

test("markers of Word are read by their signs", () => {
  const known = { "·": null, o: null, "-": null, "1.": ["1", 1], "12)": ["1", 12], "1.2.3.": ["1", 3], "a)": ["a", 1], "C.": ["A", 3], "i.": ["i", 1], "iv.": ["i", 4], "XIV.": ["I", 14], "xc)": ["i", 90], "а)": ["1", 0] } as const;
  for (const [marker, expected] of Object.entries(known)) {
    const read = readMarker(marker);
    assert.deepEqual(read && [read.type, read.number], expected, marker);
  }
  for (const text of ["word", "ab.", "1. text", "2024 year"]) assert.equal(readMarker(text), undefined, text);
});

test("formats of styles are set and reset", () => {
  const read = (style: string) => Object.fromEntries(readFormats(parseStyle(style)));
  assert.deepEqual(read("font-weight: 700 !important"), { strong: true });
  assert.deepEqual(read("FONT-WEIGHT:normal; font-style:Italic"), { strong: false, em: true });
  assert.deepEqual(read("font: italic bold 12px Arial"), { strong: true, em: true });
  assert.deepEqual(read("font: 12px 'Helvetica Neue'"), { strong: false, em: false });
  assert.deepEqual(read("font: inherit; text-decoration: underline line-through; vertical-align: super"), { s: true, sup: true });
  assert.deepEqual(read("color: red"), {});
});

const line = fc.oneof(fc.constantFrom("", "- a", "  - b", "1. c", "> d", "## e", "```", "---", "**f** g", "[h](https://kun.uz)", "| i | j |", "*k", "_l_ `m`"), fc.string());

test("no letter of pasted plain text is lost", () => {
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");
      const source = lines.join("\n");
      const slice = parsePlainText(source, [], false);
      slice.content.forEach((node) => node.check());
      const read: string[] = [];
      slice.content.descendants((node) => {
        if (node.isText) read.push(node.text ?? "");
      });
      // Numbers of items and the targets of links are no text any more.
      const shown = source.replace(/^\s*\d{1,3}[.)](?=\s+\S)/gm, "").replace(/\]\(https:\/\/kun\.uz\)/g, "");
      const [before, after] = [letters(shown), letters(read.join(""))];
      if (/```|^\s*>/m.test(source)) assert.ok(after.length >= before.length);
      else assert.equal(after, before);
    }),
  );
});

test("plain text that is pasted as it is keeps its marks", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const slice = parsePlainText(text, [], true);
      const read = slice.content.textBetween(0, slice.content.size, "\n", "\n");
      assert.equal(read.replace(/\s+/g, ""), text.replace(/\s+/g, ""));
    }),
  );
});
