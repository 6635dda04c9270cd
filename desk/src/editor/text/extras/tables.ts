/** Commands within tables. */

import { type Command, Selection } from "prosemirror-state";
import {
  addRowAfter,
  addRowBefore,
  deleteColumn as deleteSelectedColumns,
  deleteRow as deleteSelectedRows,
  goToNextCell,
  isInTable,
  rowIsHeader,
  selectedRect,
} from "prosemirror-tables";
import { schema } from "../schema/schema.ts";

const { nodes } = schema;
/** A row above the one with the cursor; never above the head. */
export const addRowAbove: Command = (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { table, top } = selectedRect(state);
  return table.child(top).attrs.section !== "thead" && addRowBefore(state, dispatch);
};

/** The cursor stays in the table if there is one left. */
function stayInside(command: Command): Command {
  return (state, dispatch) => {
    if (!isInTable(state)) return false;
    const { tableStart } = selectedRect(state);
    return command(
      state,
      dispatch &&
        ((tr) => {
          const table = tr.doc.nodeAt(tableStart - 1);
          const { from } = tr.selection;
          const end = tableStart - 1 + (table?.nodeSize ?? 0);
          const isOutside = table?.type === nodes.table && (from < tableStart || from >= end);
          dispatch(isOutside ? tr.setSelection(Selection.near(tr.doc.resolve(end - 1), -1)) : tr);
        }),
    );
  };
}

export const deleteRow = stayInside(deleteSelectedRows);
export const deleteColumn = stayInside(deleteSelectedColumns);

export const hasHead: (...args: Parameters<Command>) => boolean = (state) => {
  if (!isInTable(state)) return false;
  const { map, table } = selectedRect(state);
  return rowIsHeader(map, table, 0) && table.child(0).attrs.section === "thead";
};

/** Makes a head of the first row, or an ordinary row of the head. */
export const toggleHead: Command = (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { table, tableStart } = selectedRect(state);
  const isHead = hasHead(state);
  const tr = state.tr;
  let row = tableStart;
  tr.setNodeAttribute(row, "section", isHead ? "tbody" : "thead");
  table.child(0).forEach((cell, offset) => {
    tr.setNodeMarkup(row + 1 + offset, isHead ? nodes.table_cell : nodes.table_header, { ...cell.attrs, scope: null });
  });
  dispatch?.(tr);
  return true;
};

/** Aligns the columns of the selected cells; null removes the alignment. */
export function alignColumns(align: "left" | "center" | "right" | null): Command {
  return (state, dispatch) => {
    if (!isInTable(state)) return false;
    const { map, table, tableStart, left, right } = selectedRect(state);
    const tr = state.tr;
    for (const pos of new Set(map.cellsInRect({ left, right, top: 0, bottom: map.height }))) {
      if (table.nodeAt(pos)?.attrs.align !== align) tr.setNodeAttribute(tableStart + pos, "align", align);
    }
    dispatch?.(tr);
    return true;
  };
}

export function areColumnsAligned(align: string): (...args: Parameters<Command>) => boolean {
  return (state) => {
    if (!isInTable(state)) return false;
    const { map, table, left, right, top, bottom } = selectedRect(state);
    return map.cellsInRect({ left, right, top, bottom }).every((pos) => table.nodeAt(pos)?.attrs.align === align);
  };
}

/** The next cell; behind the last one a new row. */
export const goForward: Command = (state, dispatch, view) => {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch)) return true;
  if (!dispatch || !view) return false;
  addRowAfter(state, dispatch);
  return goToNextCell(1)(view.state, dispatch);
};

export const goBack: Command = goToNextCell(-1);
