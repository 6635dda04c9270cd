/** The top-level blocks of HTML, found without a DOM. */

import { remember } from "../memory.ts";

/** Blocks of which the digest is at hand: with each change of a text, one of them is another. */
const MOST_BLOCKS = 3_000;
const TOKEN = /<!--[\s\S]*?-->|<(\/?)([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'"<>])*)>/g;
const VOID = new Set(["br", "hr", "img", "wbr", "input", "col", "meta", "link", "source", "embed"]);
const BLOCK_NAMES =
  "p div section article aside header footer main nav address h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre figure figcaption table caption thead tbody tfoot tr th td hr details summary";
const BLOCKS = new Set(BLOCK_NAMES.split(" "));

/**
 * The blocks of HTML: elements, and what is between them. White space belongs to the block before it. Joined they are
 * the HTML to the letter, whatever it is: an element that is never closed goes to the end.
 */
export function splitBlocks(html: string): string[] {
  const starts: number[] = [];
  const open: string[] = [];
  let isInline = false;
  let end = 0;
  const begin = (at: number): void => void (starts.push(at), (isInline = false));
  for (const token of html.matchAll(TOKEN)) {
    const [text, slash, found] = token;
    if (!open.length && !isInline && html.slice(end, token.index).trim()) (begin(end), (isInline = true));
    end = token.index + text.length;
    const name = found?.toLowerCase();
    if (!name) continue;
    if (slash) {
      close(open, name);
      continue;
    }
    if (open.length === 1 && open[0] === "p" && BLOCKS.has(name)) open.pop();
    if (!open.length && BLOCKS.has(name)) begin(token.index);
    else if (!open.length && !isInline) (begin(token.index), (isInline = true));
    if (!VOID.has(name)) open.push(name);
  }
  if (!open.length && !isInline && html.slice(end).trim()) begin(end);
  return cut(html, starts);
}

/** End the innermost open element of this name, and those within. */
function close(open: string[], name: string): void {
  const at = open.lastIndexOf(name);
  if (at >= 0) open.length = at;
}

function cut(html: string, starts: number[]): string[] {
  const bounds = starts.length ? [0, ...starts.slice(1), html.length] : [0, html.length];
  return bounds.slice(1).map((to, number) => html.slice(bounds[number], to)).filter(Boolean);
}

/** The same for two blocks that readers see as the same, whoever wrote the HTML: renderer or editor. */
export const digestBlock = remember(digest, MOST_BLOCKS);

function digest(block: string): string {
  const parts: string[] = [];
  let end = 0;
  let preformatted = 0;
  const addText = (text: string): void => {
    const decoded = decode(text).normalize("NFC");
    parts.push(preformatted ? decoded : decoded.replace(/[ \t\n\r\f]+/g, " "));
  };
  for (const token of block.matchAll(TOKEN)) {
    addText(block.slice(end, token.index));
    end = token.index + token[0].length;
    const name = token[2]?.toLowerCase();
    if (!name) continue;
    if (name === "pre") preformatted += token[1] ? -1 : 1;
    parts.push(`\u0001${token[1]}${name}${token[1] ? "" : digestAttributes(name, token[3] ?? "")}\u0002`);
  }
  addText(block.slice(end));
  return dropOuterSpaces(parts.join(""));
}

export function digestBlocks(html: string): string[] {
  return splitBlocks(html).map(digestBlock).filter(Boolean);
}

/** The text of a block, as it is compared word by word. */
export function readText(block: string): string {
  return decode(block.replace(TOKEN, (_, __, name?: string) => (name && (BLOCKS.has(name.toLowerCase()) || VOID.has(name.toLowerCase())) ? " " : "")))
    .replace(/\s+/g, " ")
    .trim();
}

const SPACES_AT_BLOCKS = new RegExp(` ?(\u0001/?(?:${[...BLOCKS, "br"].join("|")})(?:\u0003[^\u0002]*)?\u0002) ?`, "g");

/** Spaces before and after a block are none. */
function dropOuterSpaces(digest: string): string {
  return digest.replace(SPACES_AT_BLOCKS, "$1").trim();
}

/** The server adds `rel` to each link. */
function digestAttributes(name: string, source: string): string {
  const found = [...source.matchAll(/([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)]
    .map(([, key = "", double, single, bare]) => `\u0003${key.toLowerCase()}=${decode(double ?? single ?? bare ?? "")}`)
    .filter((attribute) => name !== "a" || !attribute.startsWith("\u0003rel="));
  return found.sort().join("");
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole: string, decimal?: string, hex?: string, name?: string) => {
    if (name) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex ?? "", 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
