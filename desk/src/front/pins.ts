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

/** Pins that a person has changed and not put out. `base` are those of `version`, which the change began with. */
export interface ChangedPins {
  version: number;
  base: string[];
  pins: string[];
}

export interface Reconciled {
  changed: ChangedPins;
  /** Ids that have left the page by their withdrawal, and so leave the change. */
  withdrawn: string[];
  /** Whether somebody else has put out other pins meanwhile. */
  isConflict: boolean;
}

/** A change, beside the pins that the server has now. */
export function reconcile(changed: ChangedPins, version: number, present: string[]): Reconciled {
  const { base, pins } = changed;
  if (isSameOrder(pins, present)) return { changed: { version, base: present, pins: present }, withdrawn: [], isConflict: false };
  // A withdrawal takes a pin away without a new version.
  const withdrawn = version === changed.version ? base.filter((id) => !present.includes(id)) : [];
  const left = pins.filter((id) => !withdrawn.includes(id));
  const isConflict = version !== changed.version && !isSameOrder(base, present);
  return { changed: isConflict ? changed : { version, base: present, pins: left }, withdrawn, isConflict };
}
