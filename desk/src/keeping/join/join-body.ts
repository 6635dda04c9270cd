/** Three-way join of HTML by top-level blocks. No block that a side added is lost. */

import { digestBlock, splitBlocks } from "./blocks.ts";
import type { BlockPlace, Outcome, Piece } from "./places.ts";
import { compareSide, type Fate } from "./sides.ts";

export function joinBodies(mine: string, base: string, theirs: string): Piece[] {
  const blocks = splitBlocks(base);
  const ours = compareSide(blocks, splitBlocks(mine));
  const others = compareSide(blocks, splitBlocks(theirs));
  const pieces: Piece[] = [];
  for (let gap = 0; gap <= blocks.length; gap += 1) {
    pieces.push(...joinAdditions(gap, ours.additions[gap] ?? [], others.additions[gap] ?? []));
    const [block, mineFate, theirFate] = [blocks[gap], ours.fates[gap], others.fates[gap]];
    if (block !== undefined && mineFate && theirFate) pieces.push(joinBlock(gap, block, mineFate, theirFate));
  }
  return pieces.filter((piece) => piece !== "");
}

export function writePieces(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === "string" ? piece : piece.taken)).join("");
}

function joinAdditions(gap: number, mine: string[], theirs: string[]): Piece[] {
  if (isSameText(mine, theirs)) return mine;
  const outcome = !theirs.length ? "mine" : !mine.length ? "theirs" : "conflict";
  return [place(`body+${gap}`, gap, mine.join(""), "", theirs.join(""), outcome)];
}

function joinBlock(gap: number, base: string, mine: Fate, theirs: Fate): Piece {
  const [one, other] = [mine.block ?? "", theirs.block ?? ""];
  if (!mine.isChanged && !theirs.isChanged) return one;
  if (mine.isChanged && theirs.isChanged) {
    return digestBlock(one) === digestBlock(other) ? one : place(`body:${gap}`, gap, one, base, other, "conflict");
  }
  return place(`body:${gap}`, gap, one, base, other, mine.isChanged ? "mine" : "theirs");
}

function isSameText(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((block, number) => digestBlock(block) === digestBlock(other[number] ?? ""));
}

function place(id: string, gap: number, mine: string, base: string, theirs: string, outcome: Outcome): BlockPlace {
  return { kind: "block", id, field: "body", number: gap + 1, mine, base, theirs, taken: outcome === "theirs" ? theirs : mine, outcome };
}
