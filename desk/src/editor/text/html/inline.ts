/** Writes the inline content of a block. */

import type { Fragment, Mark, Node } from "prosemirror-model";
import { write as writeAttributes } from "../schema/attributes.ts";
import { IMAGE } from "../schema/cards.ts";
import { describeMark } from "../schema/marks.ts";
import { escapeText, writeElement, writeTag } from "./markup.ts";

export function writeInline(content: Fragment): string {
  return writeLeaves(content.content, 0, content.childCount, []);
}

/** The leaves from `start` to `end` in all their marks but those that are open already. The mark that reaches furthest
 * is opened first, so that no element is cut in two more often than it must be. */
function writeLeaves(leaves: readonly Node[], start: number, end: number, open: readonly Mark[]): string {
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

function findEnd(leaves: readonly Node[], start: number, end: number, mark: Mark): number {
  let place = start;
  while (place < end && mark.isInSet(leaves[place]?.marks ?? [])) place += 1;
  return place;
}

function writeLeaf(leaf: Node): string {
  if (leaf.isText) return escapeText(leaf.text ?? "");
  return leaf.type.name === "image" ? writeTag("img", writeAttributes(leaf.attrs, ...IMAGE)) : "<br>";
}
