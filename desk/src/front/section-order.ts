/** Numbers for the order of sections. The site sorts by them; sections of the same number are sorted by their slugs. */

import type { Category } from "../api/types.ts";

/** Distance of two numbers that are given anew, so that a later move changes only one section. */
const STEP = 10;

/** The sections that need another number, so that the site shows them in the order of `wanted`. As few as possible. */
export function planOrder(wanted: readonly Category[], moved: string): { category: Category; order: number }[] {
  const index = wanted.findIndex(({ slug }) => slug === moved);
  const single = findBetween(wanted, index);
  const numbers = single === null ? wanted.map((_, place) => (place + 1) * STEP) : wanted.map(({ order }, place) => (place === index ? single : order));
  return wanted.flatMap((category, place) => {
    const order = numbers[place] ?? category.order;
    return order === category.order ? [] : [{ category, order }];
  });
}

/** A number for the moved section alone; null if that is not enough. */
function findBetween(wanted: readonly Category[], index: number): number | null {
  const others = wanted.filter((_, place) => place !== index);
  if (others.some((category, place) => place > 0 && category.order <= (others[place - 1]?.order ?? -1))) return null;
  const low = wanted[index - 1]?.order ?? -1;
  const next = wanted[index + 1];
  if (!next) return low + STEP;
  return next.order - low > 1 ? low + Math.floor((next.order - low) / 2) : null;
}
