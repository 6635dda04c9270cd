/** Formats of pasted Markdown, and bare addresses. */

import type { Mark, Node } from "prosemirror-model";
import { completeAddress } from "../addresses.ts";
import { schema } from "../schema/schema.ts";

/** A format may not begin or end with a space, and not be in a word: `2*3*4` and `a_b_c` are text. */
const FORMAT = (sign: string) => `(?<![\\p{L}\\p{N}])${sign}(?=\\S)((?:(?!${sign}).)*?\\S)${sign}(?![\\p{L}\\p{N}])`;
const TOKEN = new RegExp(
  [
    "`([^`]+)`",
    FORMAT("\\*\\*"),
    FORMAT("__"),
    FORMAT("~~"),
    FORMAT("\\*"),
    FORMAT("_"),
    "\\[([^\\[\\]]+)\\]\\(([^\\s()]+(?:\\([^\\s()]*\\)[^\\s()]*)?)\\)",
    "((?:https?:\\/\\/|www\\.)[^\\s<>\"«»]*[^\\s<>\"«».,;:!?)\\]])",
  ].join("|"),
  "gu",
);

/** The nodes of a line, with marks that all of them get. */
export function parseInline(text: string, marks: readonly Mark[]): Node[] {
  const nodes: Node[] = [];
  let position = 0;
  for (const match of text.matchAll(TOKEN)) {
    const read = readToken(match, marks);
    if (!read) continue;
    if (match.index > position) nodes.push(schema.text(text.slice(position, match.index), marks));
    nodes.push(...read);
    position = match.index + match[0].length;
  }
  if (position < text.length) nodes.push(schema.text(text.slice(position), marks));
  return nodes;
}

function readToken(match: RegExpExecArray, marks: readonly Mark[]): Node[] | null {
  const [, code, bold, alsoBold, struck, slanted, alsoSlanted, label, target, address] = match;
  const formats = { strong: bold ?? alsoBold, strike: struck, em: slanted ?? alsoSlanted };
  if (code) return [schema.text(code, schema.mark("code").addToSet(marks))];
  for (const [name, text] of Object.entries(formats)) if (text) return parseInline(text, schema.mark(name).addToSet(marks));
  const href = completeAddress(target ?? address ?? "");
  const text = label ?? address;
  return href && text ? [schema.text(text, schema.mark("link", { href }).addToSet(marks))] : null;
}
