/** Writes a document as HTML of the grammar. */

import type { Fragment, Node } from "prosemirror-model";
import { write as writeAttributes, GLOBAL } from "../schema/attributes.ts";
import { IMAGE } from "../schema/cards.ts";
import { SECTIONS, writeSpans } from "../schema/tables.ts";
import { closeSource } from "./raw-source.ts";
import { writeInline } from "./inline.ts";
import { escapeText, writeElement, writeTag } from "./markup.ts";

/** Empty paragraphs and headings are left out: readers do not get them. */
export function writeDocument(doc: Node): string {
  return writeBlocks(doc, false, "\n");
}

export function writeBlock(node: Node, isInLooseList = false): string {
  const writer = WRITERS[node.type.name];
  if (!writer) throw new Error(`no element for ${node.type.name}`);
  return writer(node, isInLooseList);
}

type Writer = (node: Node, isInLooseList: boolean) => string;

/** Attributes of blocks beside those that all elements may have. */
const ATTRIBUTES: Record<string, readonly string[]> = {
  blockquote: ["cite"],
  ordered_list: ["start", "reversed", "type"],
  table_cell: ["align"],
  table_header: ["align", "scope"],
};

const WRITERS: Record<string, Writer> = {
  paragraph: (node) => write(node.attrs.tag, node, writeInline(node.content)),
  heading: (node) => write(`h${node.attrs.level}`, node, writeInline(node.content)),
  division: (node) => write("div", node, writeBlocks(node, false, "")),
  blockquote: (node) => write("blockquote", node, writeBlocks(node, false, "")),
  bullet_list: (node) => write("ul", node, writeItems(node)),
  ordered_list: (node) => write("ol", node, writeItems(node)),
  list_item: (node, isInLooseList) => write("li", node, writeBlocks(node, !isInLooseList, "")),
  code_block: writeCode,
  horizontal_rule: (node) => writeTag("hr", writeAttributes(node.attrs, ...GLOBAL)),
  table: (node) => write("table", node, writeSections(node)),
  table_row: (node) => write("tr", node, writeChildren(node.content)),
  table_cell: (node) => write("td", node, writeBlocks(node, true, "")),
  table_header: (node) => write("th", node, writeBlocks(node, true, "")),
  picture: writePicture,
  embed: ({ attrs }) =>
    writeElement("p", {}, writeElement("a", writeAttributes(attrs, "href", "rel"), escapeText(attrs.title || attrs.href))),
  raw: ({ attrs }) => closeSource(attrs.source),
};

function write(name: string, node: Node, content: string): string {
  const own = writeAttributes(node.attrs, ...(ATTRIBUTES[node.type.name] ?? []), ...GLOBAL);
  return writeElement(name, node.attrs.colspan ? { ...own, ...writeSpans(node.attrs) } : own, content);
}

function writeChildren(content: Fragment): string {
  return content.content.map((child) => writeBlock(child)).join("");
}

/** `isBare`: whether a paragraph that says nothing about it has no tags here. Two that touch always have tags. */
function writeBlocks(parent: Node, isBare: boolean, separator: string): string {
  const children = parent.content.content.filter((child) => !isSpacing(child));
  const bare = children.map((child) => parent.type.name !== "doc" && canBeBare(child) && (child.attrs.bare ?? isBare));
  const written = children.map((child, place) =>
    bare[place] && !bare[place - 1] && !bare[place + 1] ? writeInline(child.content) : writeBlock(child),
  );
  return written.join(separator);
}

function canBeBare({ type, attrs }: Node): boolean {
  return type.name === "paragraph" && attrs.tag === "p" && attrs.lang === null && attrs.dir === null;
}

/** Whether a block is distance only. */
function isSpacing({ type, content }: Node): boolean {
  if (type.name !== "paragraph" && type.name !== "heading") return false;
  return content.content.every((leaf) => leaf.type.name !== "image" && !leaf.text?.trim());
}

/** A list is loose if its first item is: new items follow it. */
function writeItems(list: Node): string {
  const first = list.firstChild?.firstChild;
  const isLoose = first?.type.name === "paragraph" && first.attrs.bare === false;
  return list.content.content.map((item) => writeBlock(item, isLoose)).join("");
}

/** A parser drops the first line end in `pre`. */
function writeCode(node: Node): string {
  const text = escapeText(node.textContent);
  const content = node.attrs.hasCode ? writeElement("code", {}, text) : text.replace(/^\n/, "\n\n");
  return write("pre", node, content);
}

/** Neighbouring rows of one section share its element. */
function writeSections(table: Node): string {
  const groups: { section: string; rows: string }[] = [];
  for (const row of table.content.content) {
    const section = SECTIONS.find((name) => name === row.attrs.section) ?? "tbody";
    const last = groups.at(-1);
    if (last?.section === section) last.rows += writeBlock(row);
    else groups.push({ section, rows: writeBlock(row) });
  }
  return groups.map(({ section, rows }) => writeElement(section, {}, rows)).join("");
}

function writePicture(node: Node): string {
  const image = writeTag("img", writeAttributes(node.attrs, ...IMAGE));
  if (!node.content.size) return writeElement(node.attrs.wrapper === "figure" ? "figure" : "p", {}, image);
  return writeElement("figure", {}, image + writeElement("figcaption", {}, writeInline(node.content)));
}
