/** Requests about articles. */

import type { Client } from "./client.ts";
import type { Article, Page, ShelfItem } from "./types.ts";

export interface ShelfQuery {
  status: string;
  lang?: string;
  category?: string;
  author?: string;
  q?: string;
  mine?: boolean;
}

const PATH = "/v1/editorial/articles";
const PAGE = 30;

export function listArticles(client: Client, query: ShelfQuery, cursor?: string, signal?: AbortSignal): Promise<Page<ShelfItem>> {
  return client.get(PATH, { ...query, limit: PAGE, cursor }, signal);
}

/** Ask for the first page before the screen that shows it is drawn. */
export function prefetchArticles(client: Client, query: ShelfQuery): void {
  client.prefetch(PATH, { ...query, limit: PAGE });
}

/** `isHtml`: the body as HTML of the grammar, also of a Markdown draft. */
export function readArticle(client: Client, id: string, { isHtml = false, signal }: { isHtml?: boolean; signal?: AbortSignal } = {}): Promise<Article> {
  return client.get(`${PATH}/${id}`, { body: isHtml ? "html" : undefined }, signal);
}
