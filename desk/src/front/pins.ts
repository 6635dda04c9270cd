/** Orders of pins: moving, and joining two changes of one front page. Pins are ids of articles. */

import { MAX_PINS } from "../api/front.ts";

export function move<T>(items: readonly T[], from: number, to: number): T[] {
  const moved = [...items];
  moved.splice(to, 0, ...moved.splice(from, 1));
  return moved;
}

export function isSameOrder<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/**
 * Both changes of `base` in one order: what either has removed is gone, what either has added is there. One's own order
 * stands; additions of the other follow the pin that they follow there. What does not fit any more is left out.
 */
export function joinPins(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string[] {
  if (isSameOrder(base, mine)) return [...theirs];
  const isKept = (id: string) => !base.includes(id) || (mine.includes(id) && theirs.includes(id));
  // One's own order, unless only the other has changed it.
  const [first, second] = hasSameOrder(base, mine) ? [theirs, mine] : [mine, theirs];
  const joined = first.filter(isKept);
  for (const [index, id] of second.entries()) {
    if (!joined.includes(id) && isKept(id)) joined.splice(joined.indexOf(second[index - 1] ?? "") + 1, 0, id);
  }
  return joined.slice(0, MAX_PINS);
}

/** Whether the pins that are in both are in the same order. */
function hasSameOrder(base: readonly string[], other: readonly string[]): boolean {
  return isSameOrder(
    base.filter((id) => other.includes(id)),
    other.filter((id) => base.includes(id)),
  );
}
