/** Loads a list page by page. */

import { useEffect, useState } from "preact/hooks";
import type { Page } from "../api/types.ts";
import { type Load, useLoad } from "./use-load.ts";

export interface Pages<T> extends Load<T[]> {
  hasMore: boolean;
  isLoadingMore: boolean;
  /** Why the next page was not loaded. */
  moreError: unknown;
  loadMore: () => Promise<void>;
}

interface Rest<T> {
  key: string;
  items: T[];
  next: string | null;
}

/** Calls `read` when `key` changes. Loading again renews the first page; those behind it stay. */
export function usePages<T extends { id: string }>(key: string, read: (cursor?: string, signal?: AbortSignal) => Promise<Page<T>>): Pages<T> {
  const first = useLoad(key, (signal) => read(undefined, signal).then((page) => ({ ...page, key })));
  const [rest, setRest] = useState<Rest<T> | null>(null);
  const [moreError, setMoreError] = useState<unknown>();
  const [isLoadingMore, setLoadingMore] = useState(false);
  useEffect(() => setMoreError(undefined), [key]);
  const isFresh = first.value?.key === key;
  const behind = rest?.key === key ? rest : null;
  const next = behind ? behind.next : isFresh ? (first.value?.next ?? null) : null;
  const loadMore = async () => {
    if (!next || isLoadingMore) return;
    setLoadingMore(true);
    setMoreError(undefined);
    try {
      const page = await read(next);
      setRest({ key, items: [...(behind?.items ?? []), ...page.items], next: page.next });
    } catch (error) {
      setMoreError(error);
    } finally {
      setLoadingMore(false);
    }
  };
  const value = first.value && unique([...first.value.items, ...(behind?.items ?? [])]);
  return { ...first, value, hasMore: next !== null, isLoadingMore, moreError, loadMore };
}

/** What was changed between two pages may be on both. */
function unique<T extends { id: string }>(items: T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
}
