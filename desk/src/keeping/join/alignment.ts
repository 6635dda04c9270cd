/** Which of the blocks that replace others is a new version of which. */

import { readText } from "./blocks.ts";

/** A block before and after; null if it was added or deleted. */
export type Pair = readonly [before: string | null, after: string | null];

/** From this share of words in common, one block is another version of the other. */
const SIMILAR = 0.3;
/** Pairs of blocks that are compared word by word. Beyond, blocks are paired by their order. */
const MOST_PAIRS = 2_500;

/** Pairs in the order of both, each block in exactly one. Similar blocks are paired, and others where they must be. */
export function align(before: readonly string[], after: readonly string[]): Pair[] {
  if (before.length * after.length > MOST_PAIRS || before.length * after.length <= 1) return pairInOrder(before, after);
  const pairs: Pair[] = [];
  let [from, start] = [0, 0];
  for (const [row, column] of findSimilar(before.map(listWords), after.map(listWords))) {
    pairs.push(...pairInOrder(before.slice(from, row), after.slice(start, column)), [before[row] ?? null, after[column] ?? null]);
    [from, start] = [row + 1, column + 1];
  }
  return [...pairs, ...pairInOrder(before.slice(from), after.slice(start))];
}

/** As many blocks are taken for new versions. Of different numbers nobody knows which is which. */
function pairInOrder(before: readonly string[], after: readonly string[]): Pair[] {
  if (before.length === after.length) return before.map((block, number) => [block, after[number] ?? null]);
  return [...after.map((block): Pair => [null, block]), ...before.map((block): Pair => [block, null])];
}

function listWords(block: string): Set<string> {
  return new Set(readText(block).toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

function rate(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = [...one].filter((word) => other.has(word)).length;
  const share = common / Math.max(1, Math.min(one.size, other.size));
  return share >= SIMILAR ? share : 0;
}

/** Positions of the similar pairs whose sum of similarities is the greatest, without crossings. */
function findSimilar(rows: readonly Set<string>[], columns: readonly Set<string>[]): [number, number][] {
  const rates = rows.map((row) => columns.map((column) => rate(row, column)));
  const best: number[][] = Array.from({ length: rows.length + 1 }, () => new Array<number>(columns.length + 1).fill(0));
  const at = (table: number[][], row: number, column: number): number => table[row]?.[column] ?? 0;
  for (let row = rows.length - 1; row >= 0; row -= 1) {
    for (let column = columns.length - 1; column >= 0; column -= 1) {
      const paired = at(rates, row, column) && at(rates, row, column) + at(best, row + 1, column + 1);
      best[row]![column] = Math.max(paired, at(best, row + 1, column), at(best, row, column + 1));
    }
  }
  return trace(rates, best);
}

function trace(rates: number[][], best: number[][]): [number, number][] {
  const found: [number, number][] = [];
  for (let [row, column] = [0, 0]; row < rates.length && column < (rates[0]?.length ?? 0); ) {
    const value = best[row]![column]!;
    if (value === best[row + 1]![column]) row += 1;
    else if (value === best[row]![column + 1]) column += 1;
    else found.push([row++, column++]);
  }
  return found;
}
