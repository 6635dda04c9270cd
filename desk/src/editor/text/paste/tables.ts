/** Tables of pasted HTML. */

import { getName, isElement } from "../html/tree.ts";
import { readFullStyle } from "./styles.ts";

const ALIGNMENTS = ["left", "center", "right"];

/** Whether a table only puts things beside each other, as mails do. */
export function isLayout(table: HTMLElement): boolean {
  return table.querySelector("table") !== null || table.querySelectorAll("td, th").length <= 1;
}

/** The alignment of a cell: that of all its blocks, its own, or that of its row. */
export function readAlignment(cell: HTMLElement): string | null {
  const blocks = [...cell.children].filter(isElement).filter((child) => /^(p|div|center)$/.test(getName(child)));
  const [first, ...others] = blocks.map(readOwn);
  if (first && others.every((other) => other === first)) return first;
  return readOwn(cell) ?? (cell.parentElement ? readOwn(cell.parentElement) : null);
}

function readOwn(element: HTMLElement): string | null {
  const written = getName(element) === "center" ? "center" : (readFullStyle(element).get("text-align") ?? element.getAttribute("align")?.toLowerCase());
  return ALIGNMENTS.find((alignment) => alignment === written) ?? null;
}
