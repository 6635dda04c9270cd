/** Tables, with the roles that `prosemirror-tables` asks for. */

import type { Attrs, NodeSpec } from "prosemirror-model";
import { GLOBAL, read, specify, write } from "./attributes.ts";

export const SECTIONS = ["thead", "tbody", "tfoot"] as const;
export type Section = (typeof SECTIONS)[number];

const table: NodeSpec = {
  group: "card",
  content: "table_row+",
  tableRole: "table",
  isolating: true,
  attrs: specify(...GLOBAL),
  parseDOM: [{ tag: "table", getAttrs: (element) => read(element, ...GLOBAL) }],
  toDOM: ({ attrs }) => ["table", write(attrs, ...GLOBAL), ["tbody", 0]],
};

const row: NodeSpec = {
  content: "(table_cell | table_header)+",
  tableRole: "row",
  attrs: { section: { default: "tbody", validate: "string" }, ...specify(...GLOBAL) },
  parseDOM: [{ tag: "tr", getAttrs: (element) => ({ section: readSection(element), ...read(element, ...GLOBAL) }) }],
  toDOM: ({ attrs }) => ["tr", { "data-section": attrs.section, ...write(attrs, ...GLOBAL) }, 0],
};

function readSection(element: HTMLElement): Section {
  const written = element.dataset.section ?? element.parentElement?.tagName.toLowerCase();
  return SECTIONS.find((section) => section === written) ?? "tbody";
}

/** The content of cells is that of the grammar without tables in tables. */
function buildCell(tag: "td" | "th", tableRole: string, names: readonly string[]): NodeSpec {
  return {
    content: "(paragraph | list)+",
    tableRole,
    isolating: true,
    attrs: {
      colspan: { default: 1, validate: "number" },
      rowspan: { default: 1, validate: "number" },
      ...specify(...names),
    },
    parseDOM: [{ tag, getAttrs: (element) => ({ ...readSpans(element), ...read(element, ...names) }) }],
    toDOM: ({ attrs }) => [tag, { ...writeSpans(attrs), ...write(attrs, ...names) }, 0],
  };
}

const MAX_SPAN = 1000;

function readSpans(element: HTMLElement): Attrs {
  const [colspan, rowspan] = ["colspan", "rowspan"].map((name) => {
    const span = Number(element.getAttribute(name) ?? 1);
    return Number.isInteger(span) && span > 0 && span <= MAX_SPAN ? span : 1;
  });
  return { colspan, rowspan };
}

export function writeSpans(attrs: Attrs): Record<string, string> {
  const spans = ["colspan", "rowspan"].filter((name) => attrs[name] !== 1);
  return Object.fromEntries(spans.map((name) => [name, String(attrs[name])]));
}

export const tables = {
  table,
  table_row: row,
  table_cell: buildCell("td", "cell", ["align", ...GLOBAL]),
  table_header: buildCell("th", "header_cell", ["align", "scope", ...GLOBAL]),
};
