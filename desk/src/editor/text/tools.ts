/** What the toolbar can do. */

import { toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import type { MarkType } from "prosemirror-model";
import type { Command, EditorState } from "prosemirror-state";
import { insertBlock, isBlockActive, isInside, isListActive, moveBlock, toggleBlock, toggleList, toggleQuote } from "./commands/blocks.ts";
import { clearFormats, isMarkActive } from "./commands/formats.ts";
import { inTable, insertTable, isInTable } from "./commands/tables.ts";
import { getExtras } from "./extras/loading.ts";
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

function align(side: "left" | "center" | "right"): Tool {
  const isActive = (state: EditorState) => isInTable(state) && (getExtras()?.areColumnsAligned(side)(state) ?? false);
  return { run: inTable(({ alignColumns }) => (state, ...rest) => alignColumns(isActive(state) ? null : side)(state, ...rest)), isActive };
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
  rowAbove: { run: inTable(({ addRowAbove }) => addRowAbove) },
  rowBelow: { run: inTable(({ addRowAfter }) => addRowAfter) },
  rowDelete: { run: inTable(({ deleteRow }) => deleteRow) },
  columnBefore: { run: inTable(({ addColumnBefore }) => addColumnBefore) },
  columnAfter: { run: inTable(({ addColumnAfter }) => addColumnAfter) },
  columnDelete: { run: inTable(({ deleteColumn }) => deleteColumn) },
  tableHead: { run: inTable(({ toggleHead }) => toggleHead), isActive: (state) => getExtras()?.hasHead(state) ?? false },
  alignLeft: align("left"),
  alignCenter: align("center"),
  alignRight: align("right"),
  tableDelete: { run: inTable(({ deleteTable }) => deleteTable) },
} satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;
