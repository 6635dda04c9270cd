/** What an editor needs only after it is shown: editing within tables, and the formats of clipboards. */

export { addColumnAfter, addColumnBefore, addRowAfter, deleteTable, tableEditing } from "prosemirror-tables";
export { cleanHtml } from "../paste/cleaning.ts";
export { parsePlainText } from "../paste/plain-text.ts";
export { addRowAbove, alignColumns, areColumnsAligned, deleteColumn, deleteRow, goBack, goForward, hasHead, toggleHead } from "./tables.ts";
