/** Three-way join of lists and objects whose parts have names: authors, categories, tags, corrections; picture, SEO. */

/** Returned where the sides contradict each other. */
export const CONFLICT = Symbol("conflict");

const write = (value: unknown): string => JSON.stringify(value ?? null);

/** What only one side changed, or both in the same way. */
export function joinValues<T>(mine: T, base: T, theirs: T): T | typeof CONFLICT {
  const [one, before, other] = [write(mine), write(base), write(theirs)];
  if (one === other || other === before) return mine;
  return one === before ? theirs : CONFLICT;
}

/**
 * Lists without repeated keys, by item. `most` is the greatest length that the API takes. A conflict if both sides
 * changed the same item, or the order, each in another way.
 */
export function joinLists<T>(mine: readonly T[], base: readonly T[], theirs: readonly T[], getKey: (item: T) => string, most: number): T[] | typeof CONFLICT {
  const [ours, before, others] = [index(mine, getKey), index(base, getKey), index(theirs, getKey)];
  const order = joinOrders([...ours.keys()], [...before.keys()], [...others.keys()]);
  if (order === CONFLICT) return CONFLICT;
  const joined: T[] = [];
  for (const key of order) {
    const item = joinValues(ours.get(key), before.get(key), others.get(key));
    if (item === CONFLICT) return CONFLICT;
    if (item !== undefined) joined.push(item);
  }
  return joined.length > most ? CONFLICT : joined;
}

/** Objects by member. */
export function joinMembers<T extends object>(mine: T, base: T, theirs: T): T | typeof CONFLICT {
  const joined: T = { ...mine };
  for (const name of new Set(Object.keys({ ...mine, ...base, ...theirs }))) {
    const member = joinValues<unknown>(Reflect.get(mine, name), Reflect.get(base, name), Reflect.get(theirs, name));
    if (member === CONFLICT) return CONFLICT;
    Reflect.set(joined, name, member);
  }
  return joined;
}

function index<T>(items: readonly T[], getKey: (item: T) => string): Map<string, T> {
  return new Map(items.map((item) => [getKey(item), item]));
}

/** All keys of all sides in one order: that of the side that changed it, with the other's new keys behind. */
function joinOrders(mine: string[], base: string[], theirs: string[]): string[] | typeof CONFLICT {
  const common = base.filter((key) => mine.includes(key) && theirs.includes(key));
  const keep = (keys: string[]): string[] => keys.filter((key) => common.includes(key));
  const lead = joinValues(keep(mine), common, keep(theirs));
  if (lead === CONFLICT) return CONFLICT;
  const [first, second] = write(lead) === write(keep(mine)) ? [mine, theirs] : [theirs, mine];
  return [...new Set([...first, ...second, ...base])];
}
