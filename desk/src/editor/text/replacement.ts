/** Puts another document in place of the present one. */

import type { Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";

/** Replaces only what differs, so that the cursor and what is around it stay. Null if nothing differs. */
export function replaceDocument(state: EditorState, doc: Node): Transaction | null {
  const { content } = state.doc;
  const start = content.findDiffStart(doc.content);
  const ends = content.findDiffEnd(doc.content);
  if (start === null || !ends) return null;
  // What repeats may be counted from both sides.
  const overlap = Math.max(0, start - Math.min(ends.a, ends.b));
  const [before, after] = [ends.a + overlap, ends.b + overlap];
  const partial = state.tr.replace(start, before, doc.slice(start, after));
  if (partial.doc.eq(doc)) return partial;
  return state.tr.replaceWith(0, content.size, doc.content);
}
