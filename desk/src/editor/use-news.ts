/** What others do to an open article: found by looking from time to time, and told once. */

import { useEffect, useRef, useState } from "preact/hooks";
import { readArticle } from "../api/articles.ts";
import type { Article } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { isLocalName } from "../keeping/copies.ts";
import { findStatus, type ShownStatus } from "../shelf/status.tsx";
import { useReturn } from "../ui/use-return.ts";
import type { OpenedArticle } from "./use-article.ts";

/** Milliseconds between two looks. */
const LOOK = 20_000;

export interface News {
  /** The version in which it was found: who made it, and when. */
  article: Article;
  /** What the article has become; null if that is what it was. */
  status: ShownStatus | null;
  /** An editor has returned it, or an author has handed it in. */
  isReviewed: boolean;
  /** The text, which has words that are not saved, does not have those of the version. */
  isApart: boolean;
}

export interface OpenedNews {
  /** Null if there is nothing to say. */
  news: News | null;
  /** Take the version into the text. */
  takeIn: () => void;
  dismiss: () => void;
}

/** A text without unsaved words becomes that of a new version at once. Any other one waits for the person. */
export function useNews(opened: OpenedArticle): OpenedNews {
  const { client } = useDesk();
  const [news, setNews] = useState<News | null>(null);
  const latest = useRef(opened);
  latest.current = opened;

  const look = async () => {
    const { keeper, article: known, setArticle } = latest.current;
    const isBusy = () => keeper !== latest.current.keeper || keeper.state.kind === "saving";
    if (document.visibilityState === "hidden" || isLocalName(keeper.article) || isBusy()) return;
    const article = await readArticle(client, keeper.article);
    // An answer to a question from before a save of this tab.
    if (isBusy() || article.version < keeper.version) return;
    setArticle(article);
    const isNew = article.version > keeper.version;
    const outcome = isNew ? await keeper.takePresent(false) : undefined;
    setNews((before) => {
      const found = isNew ? compare(known, article) : null;
      const status = found?.status ?? before?.status ?? null;
      const isReviewed = found?.isReviewed || before?.isReviewed || false;
      const isApart = outcome === null;
      return isApart || status || isReviewed ? { article: isNew || !before ? article : before.article, status, isReviewed, isApart } : null;
    });
  };
  useEffect(() => {
    // What fails is asked again.
    const run = () => void look().catch(() => undefined);
    const timer = setInterval(run, LOOK);
    addEventListener("online", run);
    return () => {
      clearInterval(timer);
      removeEventListener("online", run);
    };
  }, []);
  useReturn(() => void look().catch(() => undefined));

  // A save or a decision of the person may have taken the version in since.
  const isApart = news !== null && news.isApart && news.article.version > opened.keeper.version;
  const isLeft = news !== null && (isApart || news.status !== null || news.isReviewed);
  return {
    news: isLeft ? { ...news, isApart } : null,
    takeIn: () => {
      setNews(null);
      void latest.current.keeper.takePresent(true);
    },
    dismiss: () => setNews(null),
  };
}

/** What is new in a version beside its text. */
function compare(known: Article | null, article: Article): Pick<News, "status" | "isReviewed"> {
  if (!known) return { status: null, isReviewed: false };
  const status = findStatus(article);
  return { status: findStatus(known) === status ? null : status, isReviewed: Boolean(article.review && article.review.at !== known.review?.at) };
}
