/** Commands for marks and links. */

import { setBlockType } from "prosemirror-commands";
import type { Attrs, MarkType } from "prosemirror-model";
import type { Command, EditorState } from "prosemirror-state";
import { schema } from "../schema/schema.ts";

export function isMarkActive({ selection, storedMarks, doc }: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = selection;
  return empty ? type.isInSet(storedMarks ?? $from.marks()) !== undefined : doc.rangeHasMark(from, to, type);
}

/** Removes marks, and makes paragraphs of headings and code. */
export const clearFormats: Command = (state, dispatch) => {
  const { from, to, empty } = state.selection;
  if (empty && !setBlockType(schema.nodes.paragraph)(state)) return false;
  if (dispatch) {
    const tr = empty ? state.tr : state.tr.removeMark(from, to);
    dispatch(tr.setBlockType(from, to, schema.nodes.paragraph).setStoredMarks([]));
  }
  return true;
};

export interface LinkRange {
  from: number;
  to: number;
  attrs: Attrs | null;
}

/** The link at the selection, or the selection for a new one. */
export function findLink({ selection: { from, to, $from, empty } }: EditorState): LinkRange {
  const type = schema.marks.link;
  const mark = [$from.nodeAfter, empty ? $from.nodeBefore : null].map((node) => type.isInSet(node?.marks ?? [])).find(Boolean);
  if (!mark) return { from, to, attrs: null };
  let [start, end] = [$from.start(), $from.start()];
  for (const node of $from.parent.content.content) {
    const isLinked = mark.isInSet(node.marks);
    if (!isLinked && end >= from) break;
    end += node.nodeSize;
    if (!isLinked) start = end;
  }
  return { from: Math.min(start, from), to: Math.max(end, to), attrs: mark.attrs };
}

/** Links the selection, or changes the link at the cursor. Without either, the address becomes the text. */
export function setLink(href: string, text = href): Command {
  return (state, dispatch) => {
    const { from, to, attrs } = findLink(state);
    if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type.spec.code) return false;
    const mark = schema.mark("link", { ...attrs, href });
    const tr = state.tr;
    if (from === to) tr.replaceRangeWith(from, to, schema.text(text, [...state.selection.$from.marks(), mark]));
    else tr.removeMark(from, to, schema.marks.link).addMark(from, to, mark);
    dispatch?.(tr.removeStoredMark(schema.marks.link).scrollIntoView());
    return true;
  };
}

export const removeLink: Command = (state, dispatch) => {
  const { from, to, attrs } = findLink(state);
  if (!attrs) return false;
  dispatch?.(state.tr.removeMark(from, to, schema.marks.link));
  return true;
};
