/** Keys of the text. `Mod` is Ctrl, on Apple machines Cmd. */

import { baseKeymap, chainCommands, exitCode, setBlockType, toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { undoInputRule } from "prosemirror-inputrules";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { type Command, NodeSelection, TextSelection } from "prosemirror-state";
import { moveBlock, toggleBlock, toggleList, toggleQuote } from "../commands/blocks.ts";
import { inTable } from "../commands/tables.ts";
import { makeCard } from "../embeds/commands.ts";
import { schema } from "../schema/schema.ts";
import { linkThen } from "./links.ts";

const { nodes, marks } = schema;

const insertBreak: Command = (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
};

/** An empty paragraph at the end of a quote leaves the quote. */
const leaveQuote: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.depth < 2 || $from.parent.content.size || $from.node(-1).type !== nodes.blockquote) return false;
  const quote = $from.node(-1);
  if (quote.childCount < 2 || $from.index(-1) !== quote.childCount - 1) return false;
  const tr = state.tr.delete($from.before(), $from.after());
  const place = $from.before() + 1;
  tr.insert(place, nodes.paragraph.create());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, place + 1)).scrollIntoView());
  return true;
};

/** Enter in the caption of a picture goes on below it. */
const leaveCaption: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.parent.type !== nodes.picture) return false;
  const place = $from.after();
  const tr = state.tr;
  if (!tr.doc.resolve(place).nodeAfter?.isTextblock || tr.doc.resolve(place).nodeAfter?.type === nodes.picture) {
    tr.insert(place, nodes.paragraph.create());
  }
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(place))).scrollIntoView());
  return true;
};

/** Backspace at the beginning of a caption selects its picture. */
const selectPicture: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || $from.parent.type !== nodes.picture) return false;
  dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, $from.before())));
  return true;
};

/** Backspace at the beginning of a heading or of code makes a paragraph of it. */
const undoHeading: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || ![nodes.heading, nodes.code_block].some((type) => type === $from.parent.type)) return false;
  return setBlockType(nodes.paragraph)(state, dispatch);
};

/** `openLink` asks for the address of a link, `onToolbar` leads to the toolbar. */
export function buildKeymap(openLink: Command, onToolbar: () => void): Record<string, Command> {
  const undoOrRule = chainCommands(undoInputRule, undo);
  const leaveBlock = chainCommands(leaveCaption, splitListItem(nodes.list_item), leaveQuote, baseKeymap.Enter ?? (() => false));
  return {
    ...baseKeymap,
    "Mod-b": toggleMark(marks.strong),
    "Mod-i": toggleMark(marks.em),
    "Mod-k": openLink,
    "Mod-Alt-2": toggleBlock(nodes.heading, { level: 2 }),
    "Mod-Alt-3": toggleBlock(nodes.heading, { level: 3 }),
    "Mod-Alt-0": setBlockType(nodes.paragraph),
    "Mod-Shift-7": toggleList(nodes.ordered_list),
    "Mod-Shift-8": toggleList(nodes.bullet_list),
    "Mod-Shift-9": toggleQuote(),
    "Mod-z": undoOrRule,
    "Mod-y": redo,
    "Mod-Shift-z": redo,
    "Alt-F10": () => {
      onToolbar();
      return true;
    },
    "Alt-ArrowUp": moveBlock(-1),
    "Alt-ArrowDown": moveBlock(1),
    "Shift-Enter": chainCommands(exitCode, insertBreak),
    "Mod-Enter": () => false,
    Enter: chainCommands(makeCard, linkThen(leaveBlock)),
    Backspace: chainCommands(undoInputRule, selectPicture, undoHeading, baseKeymap.Backspace ?? (() => false)),
    Tab: chainCommands(inTable(({ goForward }) => goForward), sinkListItem(nodes.list_item)),
    "Shift-Tab": chainCommands(inTable(({ goBack }) => goBack), liftListItem(nodes.list_item)),
  };
}
