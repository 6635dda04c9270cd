/** What the toolbar can do. */

import { toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import type { MarkType } from "prosemirror-model";
import type { Command, EditorState } from "prosemirror-state";
import { addColumnAfter, addColumnBefore, addRowAfter, deleteColumn, deleteRow, deleteTable, isInTable } from "prosemirror-tables";
import { insertBlock, isBlockActive, isInside, isListActive, moveBlock, toggleBlock, toggleList, toggleQuote } from "./commands/blocks.ts";
import { clearFormats, isMarkActive } from "./commands/formats.ts";
import { addRowAbove, alignColumns, areColumnsAligned, hasHead, insertTable, toggleHead } from "./commands/tables.ts";
import { schema } from "./schema/schema.ts";

const { nodes, marks } = schema;

export interface Tool {
  run: Command;
  /** Absent for what is done once, such as inserting a table. */
  isActive?: (state: EditorState) => boolean;
  /** As shown, with Ctrl. */
  keys?: string;
}

function mark(type: MarkType, keys?: string): Tool {
  return { run: toggleMark(type), isActive: (state) => isMarkActive(state, type), keys };
}

function heading(level: number, keys?: string): Tool {
  const { heading: type } = nodes;
  return { run: toggleBlock(type, { level }), isActive: (state) => isBlockActive(state, type, { level }), keys };
}

function list(type: typeof nodes.bullet_list, keys: string): Tool {
  return { run: toggleList(type), isActive: (state) => isListActive(state, type), keys };
}

/** Only in tables. */
function inTable(run: Command, isActive?: Tool["isActive"]): Tool {
  return { run: (state, dispatch) => isInTable(state) && run(state, dispatch), isActive };
}

function align(side: "left" | "center" | "right"): Tool {
  const isActive = areColumnsAligned(side);
  return inTable((state, dispatch) => alignColumns(isActive(state) ? null : side)(state, dispatch), isActive);
}

export const tools = {
  h2: heading(2, "Ctrl+Alt+2"),
  h3: heading(3, "Ctrl+Alt+3"),
  h4: heading(4),
  strong: mark(marks.strong, "Ctrl+B"),
  em: mark(marks.em, "Ctrl+I"),
  strike: mark(marks.strike),
  sub: mark(marks.sub),
  sup: mark(marks.sup),
  code: mark(marks.code),
  codeBlock: { run: toggleBlock(nodes.code_block), isActive: (state) => isBlockActive(state, nodes.code_block) },
  bulletList: list(nodes.bullet_list, "Ctrl+Shift+8"),
  orderedList: list(nodes.ordered_list, "Ctrl+Shift+7"),
  quote: { run: toggleQuote(), isActive: (state) => isInside(state, nodes.blockquote), keys: "Ctrl+Shift+9" },
  rule: { run: (state, dispatch) => insertBlock(nodes.horizontal_rule.create())(state, dispatch) },
  table: { run: insertTable },
  clear: { run: clearFormats },
  undo: { run: undo, keys: "Ctrl+Z" },
  redo: { run: redo, keys: "Ctrl+Y" },
  moveUp: { run: moveBlock(-1), keys: "Alt+↑" },
  moveDown: { run: moveBlock(1), keys: "Alt+↓" },
  rowAbove: inTable(addRowAbove),
  rowBelow: inTable(addRowAfter),
  rowDelete: inTable(deleteRow),
  columnBefore: inTable(addColumnBefore),
  columnAfter: inTable(addColumnAfter),
  columnDelete: inTable(deleteColumn),
  tableHead: inTable(toggleHead, hasHead),
  alignLeft: align("left"),
  alignCenter: align("center"),
  alignRight: align("right"),
  tableDelete: inTable(deleteTable),
} satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;
