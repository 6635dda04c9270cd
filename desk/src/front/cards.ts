/** What the desk shows of a published article: gathered from the pins, the first screen and the shelf. */

import type { FrontPage, Home } from "../api/front.ts";
import type { ShelfItem } from "../api/types.ts";

export interface StoryCard {
  id: string;
  title: string;
  published_at: string;
  /** Slug of the first section; undefined if it is not known. */
  section?: string;
  /** Address of a small picture; null if the article has none, undefined if that is not known. */
  picture?: string | null;
}

export type Cards = ReadonlyMap<string, StoryCard>;

export function fromHome({ breaking, top, newest }: Home): StoryCard[] {
  const cards = breaking ? [breaking, ...top, ...newest] : [...top, ...newest];
  return cards.map(({ id, title, published_at, categories, image }) => ({ id, title, published_at, section: categories[0]?.slug, picture: image?.crops[0]?.url ?? null }));
}

export function fromPage({ pins }: FrontPage): StoryCard[] {
  return pins.map(({ id, title, published_at }) => ({ id, title, published_at }));
}

/** The title and the picture are those of the draft, which may be changed. */
export function fromShelf(items: ShelfItem[]): StoryCard[] {
  return items.map(({ id, title, published_at, created_at, categories, image }) => ({
    id,
    title: title ?? "",
    published_at: published_at ?? created_at,
    section: categories?.[0],
    picture: image ? (image.thumbnail?.url ?? undefined) : null,
  }));
}

/** The earlier lists have the last word about each member that they know. */
export function mergeCards(...lists: StoryCard[][]): Map<string, StoryCard> {
  const cards = new Map<string, StoryCard>();
  for (const card of lists.flat()) {
    const known = cards.get(card.id);
    cards.set(card.id, known ? { ...card, ...known, section: known.section ?? card.section, picture: known.picture === undefined ? card.picture : known.picture } : card);
  }
  return cards;
}
