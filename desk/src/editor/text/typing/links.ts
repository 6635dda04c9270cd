/** Addresses that are typed become links. */

import { InputRule } from "prosemirror-inputrules";
import type { Command, EditorState, Transaction } from "prosemirror-state";
import { readWholeAddress } from "../addresses.ts";
import { schema } from "../schema/schema.ts";

const TYPED = /(?:^|[\s(«“"])((?:https?:\/\/|www\.)[^\s<>"«»]+)(\s)$/i;
/** Marks behind an address that belong to the sentence. */
const TRAILING = /[.,;:!?)\]»”’…]+$/;

export const linkTyped = new InputRule(
  TYPED,
  (state, match, start, end) => {
    const text = (match[1] ?? "").replace(TRAILING, "");
    const from = start + match[0].indexOf(match[1] ?? "");
    const href = readWholeAddress(text);
    if (!href || state.doc.rangeHasMark(from, from + text.length, schema.marks.link)) return null;
    return state.tr
      .insertText(match[2] ?? "", end)
      .addMark(from, from + text.length, schema.mark("link", { href }))
      .removeStoredMark(schema.marks.link);
  },
  { inCodeMark: false },
);

/** Link the address before the cursor, then run a command on the state with the link. */
export function linkThen(command: Command): Command {
  return (state, dispatch, view) => {
    if (dispatch) linkBeforeCursor(state, dispatch);
    return command(dispatch && view ? view.state : state, dispatch, view);
  };
}

function linkBeforeCursor(state: EditorState, dispatch: (tr: Transaction) => void): void {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return;
  const before = $from.parent.textBetween(0, $from.parentOffset, null, "\ufffc");
  const text = (/(?:^|\s)(\S+)$/.exec(before)?.[1] ?? "").replace(TRAILING, "");
  const href = readWholeAddress(text);
  const from = $from.start() + before.lastIndexOf(text);
  if (href && text && !state.doc.rangeHasMark(from, from + text.length, schema.marks.link)) {
    dispatch(state.tr.addMark(from, from + text.length, schema.mark("link", { href })).removeStoredMark(schema.marks.link));
  }
}
