/** Tables as blocks of the text. What happens within them is loaded later. */

import type { Node } from "prosemirror-model";
import type { Command, EditorState } from "prosemirror-state";
import { getExtras } from "../extras/loading.ts";
import { schema } from "../schema/schema.ts";
import { findAround, insertBlock } from "./blocks.ts";

const { nodes } = schema;
const [COLUMNS, ROWS] = [3, 3];

export function isInTable(state: EditorState): boolean {
  return findAround(state, ({ type }) => type === nodes.table) !== null;
}

/** Tables are not nested. */
export const insertTable: Command = (state, dispatch) => !isInTable(state) && insertBlock(buildTable())(state, dispatch);

function buildTable(): Node {
  const build = (type: typeof nodes.table_cell, section: string) => {
    const cells = Array.from({ length: COLUMNS }, () => type.create(null, nodes.paragraph.create()));
    return nodes.table_row.create({ section }, cells);
  };
  const rows = Array.from({ length: ROWS - 1 }, () => build(nodes.table_cell, "tbody"));
  return nodes.table.create(null, [build(nodes.table_header, "thead"), ...rows]);
}

type Extras = NonNullable<ReturnType<typeof getExtras>>;

/** A command of the extras: it does nothing outside of tables and before they are loaded. */
export function inTable(choose: (extras: Extras) => Command): Command {
  return (state, dispatch, view) => {
    const extras = getExtras();
    return extras !== null && isInTable(state) && choose(extras)(state, dispatch, view);
  };
}
