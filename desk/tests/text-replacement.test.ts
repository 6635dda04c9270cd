import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EditorState, TextSelection } from "prosemirror-state";
import { replaceDocument } from "../src/editor/text/replacement.ts";
import { schema } from "../src/editor/text/schema/schema.ts";

const paragraph = (text: string) => schema.node("paragraph", null, text ? [schema.text(text)] : []);
const words = fc.array(fc.constantFrom("", "a", "b", "ab", "aab", "aba", "long text", "long test"), { minLength: 1, maxLength: 8 });
const build = (texts: string[]) => schema.node("doc", null, texts.map(paragraph));

test("another document takes the place of the present one, whatever they have in common", () => {
  fc.assert(
    fc.property(words, words, (before, after) => {
      const state = EditorState.create({ doc: build(before) });
      const tr = replaceDocument(state, build(after));
      assert.ok((tr?.doc ?? state.doc).eq(build(after)));
    }),
  );
});

test("the cursor stays in a block that both have", () => {
  fc.assert(
    fc.property(words, words, words, (head, newHead, tail) => {
      const [before, after] = [[...head, "the cursor", ...tail], [...newHead, "the cursor", ...tail]];
      const doc = build(before);
      const place = build([...head, ""]).content.size - 1 + 4;
      const state = EditorState.create({ doc, selection: TextSelection.create(doc, place) });
      const tr = replaceDocument(state, build(after)) ?? state.tr;
      assert.equal(tr.selection.$from.parent.textContent, "the cursor");
      assert.equal(tr.selection.$from.parentOffset, 4);
    }),
  );
});

test("a space that was just typed stays", () => {
  const doc = build(["one ", "two"]);
  const tr = replaceDocument(EditorState.create({ doc }), build(["one", "two", "three"]));
  assert.equal(tr?.doc.firstChild?.textContent, "one ");
});
