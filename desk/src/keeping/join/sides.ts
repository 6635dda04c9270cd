/** What one side did to the blocks of a body: which it changed or deleted, and what it added where. */

import { diffArrays } from "diff";
import { align } from "./alignment.ts";
import { digestBlock } from "./blocks.ts";

/** `block` is null if the side deleted it. */
export interface Fate {
  block: string | null;
  isChanged: boolean;
}

export interface Side {
  /** By block of the base. */
  fates: Fate[];
  /** By gap: blocks that were added before that block of the base; the last ones are at the end. */
  additions: string[][];
}

export function compareSide(base: readonly string[], side: readonly string[]): Side {
  const result: Side = { fates: [], additions: Array.from({ length: base.length + 1 }, () => []) };
  let removed: string[] = [];
  let at = 0;
  for (const change of diffArrays(base.map(digestBlock), side.map(digestBlock))) {
    const { fates } = result;
    if (change.removed) {
      removed = base.slice(fates.length, fates.length + change.count);
      continue;
    }
    const blocks = side.slice(at, at + change.count);
    at += change.count;
    if (!change.added) addHunk(result, removed, []);
    if (change.added) addHunk(result, removed, blocks);
    else fates.push(...blocks.map((block) => ({ block, isChanged: false })));
    removed = [];
  }
  addHunk(result, removed, []);
  return result;
}

/** Blocks of the base that a side replaced by others. */
function addHunk({ fates, additions }: Side, removed: readonly string[], added: readonly string[]): void {
  for (const [before, after] of align(removed, added)) {
    if (before !== null) fates.push({ block: after, isChanged: true });
    else if (after !== null) additions[fates.length]?.push(after);
  }
}
