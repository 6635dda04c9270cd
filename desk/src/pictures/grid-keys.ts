/** Arrow keys among the cards of a grid, which is one stop of the Tab key. */

const CARD = ".picture-card:not(:disabled)";

/** Moves the focus for arrows, Home and End. Keys of other elements in the grid are left alone. */
export function moveInGrid(event: KeyboardEvent): void {
  const { target, currentTarget } = event;
  if (!(target instanceof HTMLElement && currentTarget instanceof HTMLElement && target.matches(CARD))) return;
  const cards = [...currentTarget.querySelectorAll<HTMLElement>(CARD)];
  const place = findPlace(event.key, cards.indexOf(target), countColumns(cards), cards.length);
  if (place === null) return;
  event.preventDefault();
  cards[place]?.focus();
}

/** The place that a key leads to; null for other keys. At the edges it stays. */
export function findPlace(key: string, place: number, columns: number, count: number): number | null {
  const next = { ArrowRight: place + 1, ArrowLeft: place - 1, ArrowDown: place + columns, ArrowUp: place - columns, Home: 0, End: count - 1 }[key];
  if (next === undefined) return null;
  return next < 0 || next >= count ? place : next;
}

/** Cards of the fullest row. */
function countColumns(cards: HTMLElement[]): number {
  const counts = new Map<number, number>();
  for (const card of cards) {
    const top = Math.round(card.getBoundingClientRect().top);
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  return Math.max(1, ...counts.values());
}
