/** The first save of an article: it gets its id, once, also if the answer is lost or the browser is killed. */

import { Problem } from "../api/problem.ts";
import type { Creation } from "./copies.ts";
import type { CopyWriter } from "./copy-writer.ts";
import { apply, buildPatch, FIELDS } from "./fields.ts";
import type { OpenArticle } from "./open-article.ts";
import { isRefusal } from "./refusals.ts";
import type { ArticleRequests } from "./requests.ts";
import { isWorthRetrying } from "./retry.ts";

/**
 * Make the article at the server, without the fields that the API refuses. Returns whether the text got values of the
 * server. The text that was typed since the request was first sent stays, and is owed.
 */
export async function createArticle(open: OpenArticle, requests: ArticleRequests, writer: CopyWriter): Promise<boolean> {
  for (;;) {
    open.creation ??= prepare(open);
    const { draft, key } = open.creation;
    await writer.writeNow();
    try {
      const article = await requests.create(draft, key);
      open.article = article.id;
      return open.settle(article, draft);
    } catch (error) {
      if (!(error instanceof Problem) || isWorthRetrying(error)) throw error;
      // It was not made, for sure: another body needs another key.
      open.creation = undefined;
      if (!isRefusal(error) || !open.text.refusals.add(error, open.text.draft, FIELDS.filter((field) => field in draft))) throw error;
    }
  }
}

function prepare(open: OpenArticle): Creation {
  const { draft, refusals } = open.text;
  const fields = FIELDS.filter((field) => !refusals.has(field, draft));
  return { name: open.article, key: crypto.randomUUID(), draft: apply({ lang: draft.lang }, buildPatch(draft, fields)) };
}
