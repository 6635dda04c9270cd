/** Which story stands where on the front page, as the site arranges them. */

/** Stories above the blocks of the sections: the pinned ones, and then the newest. */
const STORIES = 10;
/** Headlines of the column with the newest. */
const LATEST = 10;
/** The stories behind the lead and those beside and below it stand in a row of four, if there are enough. */
const ROW_START = 5;
const ROW_END = 9;
const FEWEST_FOR_ROW = 8;

export interface Arrangement<Card> {
  lead: Card | undefined;
  beside: Card[];
  below: Card[];
  row: Card[];
  /** Headlines without pictures. */
  also: Card[];
  latest: Card[];
}

/** `pool` are published articles in any order, also pinned ones. */
export function arrange<Card extends { id: string; published_at: string }>(pins: Card[], pool: Card[]): Arrangement<Card> {
  const pinned = new Set(pins.map(({ id }) => id));
  const others = [...new Map(pool.map((card) => [card.id, card])).values()].filter(({ id }) => !pinned.has(id));
  const newest = others.sort((a, b) => b.published_at.localeCompare(a.published_at) || b.id.localeCompare(a.id));
  const filled = Math.max(0, STORIES - pins.length);
  const stories = [...pins, ...newest.slice(0, filled)];
  const hasRow = stories.length >= FEWEST_FOR_ROW;
  return {
    lead: stories[0],
    beside: stories.slice(1, 3),
    below: stories.slice(3, ROW_START),
    row: hasRow ? stories.slice(ROW_START, ROW_END) : [],
    also: stories.slice(hasRow ? ROW_END : ROW_START),
    latest: newest.slice(filled, filled + LATEST),
  };
}
