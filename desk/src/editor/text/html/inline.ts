/** Writes the inline content of a block. */

import type { Fragment, Mark, Node } from "prosemirror-model";
import { write as writeAttributes } from "../schema/attributes.ts";
import { IMAGE } from "../schema/cards.ts";
import { describeMark } from "../schema/marks.ts";
import { escapeText, writeElement, writeTag } from "./markup.ts";

/** A node without content, with the text that is written of it. */
interface Leaf {
  node: Node;
  marks: readonly Mark[];
  text: string;
}

/** Spaces that no browser shows are not written: repeated ones, and those at the ends of lines. */
export function writeInline(content: Fragment): string {
  const leaves = content.content.map((node) => ({ node, marks: node.marks, text: (node.text ?? "").replace(/[ \t\r\n\f]+/g, " ") }));
  trimSpaces(leaves, /^ /, / $/);
  trimSpaces([...leaves].reverse(), / $/, /^ /);
  const written = leaves.filter(({ node, text }) => !node.isText || text);
  return writeLeaves(written, 0, written.length, []);
}

/** Removes a space at the beginning of a line, and behind another one. */
function trimSpaces(leaves: readonly Leaf[], leading: RegExp, trailing: RegExp): void {
  let isOpen = true;
  for (const leaf of leaves) {
    if (!leaf.node.isText) isOpen = leaf.node.type.name === "hard_break";
    else {
      if (isOpen) leaf.text = leaf.text.replace(leading, "");
      if (leaf.text) isOpen = trailing.test(leaf.text);
    }
  }
}

/** The leaves from `start` to `end` in all their marks but those that are open already. The mark that reaches furthest
 * is opened first, so that no element is cut in two more often than it must be. */
function writeLeaves(leaves: readonly Leaf[], start: number, end: number, open: readonly Mark[]): string {
  let html = "";
  let place = start;
  while (place < end) {
    const leaf = leaves[place];
    if (!leaf) break;
    const waiting = leaf.marks.filter((mark) => !mark.isInSet(open));
    const reaches = waiting.map((mark) => findEnd(leaves, place, end, mark));
    const reach = Math.max(...reaches);
    const mark = waiting[reaches.indexOf(reach)];
    if (mark) {
      html += writeElement(mark.attrs.tag, describeMark(mark), writeLeaves(leaves, place, reach, [...open, mark]));
      place = reach;
    } else {
      html += writeLeaf(leaf);
      place += 1;
    }
  }
  return html;
}

function findEnd(leaves: readonly Leaf[], start: number, end: number, mark: Mark): number {
  let place = start;
  while (place < end && mark.isInSet(leaves[place]?.marks ?? [])) place += 1;
  return place;
}

function writeLeaf({ node, text }: Leaf): string {
  if (node.isText) return escapeText(text);
  return node.type.name === "image" ? writeTag("img", writeAttributes(node.attrs, ...IMAGE)) : "<br>";
}
