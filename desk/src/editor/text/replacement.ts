/** Puts another document in place of the present one. */

import { Fragment, type Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { writeBlock } from "./html/writer.ts";

/** Blocks that differ, by their numbers in the old and in the new document. The ends are exclusive. */
interface Gap {
  from: number;
  to: number;
  newFrom: number;
  newTo: number;
}

/** Replaces only what differs, so that the cursor and what is around it stay. Null if nothing differs. */
export function replaceDocument(state: EditorState, doc: Node): Transaction | null {
  const gaps = findGaps(state.doc.content.content, doc.content.content);
  if (!gaps.length) return null;
  const tr = state.tr;
  // From the end to the beginning, so that the places before stay.
  for (const gap of gaps.reverse()) replaceGap(tr, state.doc, doc, gap);
  return tr;
}

function replaceGap(tr: Transaction, old: Node, doc: Node, { from, to, newFrom, newTo }: Gap): void {
  const start = getPosition(old, from);
  const content = Fragment.from(doc.content.content.slice(newFrom, newTo));
  const former = Fragment.from(old.content.content.slice(from, to));
  const first = former.findDiffStart(content);
  const last = former.findDiffEnd(content);
  const isText = to - from === 1 && newTo - newFrom === 1 && old.child(from).isTextblock && old.child(from).sameMarkup(doc.child(newFrom));
  if (!isText || first === null || !last) {
    tr.replaceWith(start, start + former.size, content);
    return;
  }
  // What repeats may be counted from both sides.
  const overlap = Math.max(0, first - Math.min(last.a, last.b));
  tr.replace(start + first, start + last.a + overlap, doc.slice(getPosition(doc, newFrom) + first, getPosition(doc, newFrom) + last.b + overlap));
}

function getPosition(doc: Node, index: number): number {
  return doc.content.content.slice(0, index).reduce((sum, block) => sum + block.nodeSize, 0);
}

function findGaps(old: readonly Node[], blocks: readonly Node[]): Gap[] {
  const gaps: Gap[] = [];
  let [from, newFrom] = [0, 0];
  for (const [to, newTo] of [...findCommon(old, blocks), [old.length, blocks.length] as const]) {
    if (to > from || newTo > newFrom) gaps.push({ from, to, newFrom, newTo });
    [from, newFrom] = [to + 1, newTo + 1];
  }
  return gaps;
}

/** The longest common sequence of blocks, as pairs of their numbers. Those that are written alike are the same: what is
 * read has no space at the end of a line, which somebody may just have typed. */
function findCommon(old: readonly Node[], blocks: readonly Node[]): (readonly [number, number])[] {
  const width = blocks.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  const written = new Map<Node, string>();
  const write = (block: Node) => {
    const known = written.get(block) ?? writeBlock(block);
    written.set(block, known);
    return known;
  };
  const isSame = (i: number, j: number) => {
    const [before, after] = [old[i], blocks[j]];
    return before !== undefined && after !== undefined && (before.eq(after) || write(before) === write(after));
  };
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = blocks.length - 1; j >= 0; j--) {
      lengths[i * width + j] = isSame(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < old.length && j < blocks.length; ) {
    if (isSame(i, j)) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
