/** Loads what the screen of a front page begins with. */

import { listArticles } from "../api/articles.ts";
import type { Client } from "../api/client.ts";
import { readFrontPage, readHome, type Card, type FrontPage } from "../api/front.ts";
import { fromHome, fromPage, fromShelf, mergeCards, type StoryCard } from "./cards.ts";

export interface LoadedFront {
  page: FrontPage;
  cards: Map<string, StoryCard>;
  breaking: Card | null;
}

export async function loadFront(client: Client, lang: string, signal: AbortSignal): Promise<LoadedFront> {
  // Pictures and the breaking story come from the first screen. Pins can be arranged without it.
  const [page, home, shelf] = await Promise.all([
    readFrontPage(client, lang, signal),
    readHome(lang).catch(() => null),
    listArticles(client, { status: "published", lang }, undefined, signal),
  ]);
  return { page, breaking: home?.breaking ?? null, cards: mergeCards(home ? fromHome(home) : [], fromPage(page), fromShelf(shelf.items)) };
}
