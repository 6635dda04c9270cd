/** The terms of a kind. Of tags, which may be thousands, those that begin with some letters, a page at a time. */

import { useEffect, useState } from "preact/hooks";
import { listAuthors, listCategories, listTags, type TermKind } from "../api/terms.ts";
import { useDesk } from "../app/context.ts";
import { useLoad } from "../ui/use-load.ts";
import type { AnyTerm } from "./fields.ts";

interface Page {
  items: AnyTerm[];
  next: string | null;
}

export interface TermsOfKind {
  terms: AnyTerm[] | undefined;
  error: unknown;
  isSlow: boolean;
  /** Undefined if all are there. */
  loadMore: (() => Promise<void>) | undefined;
  reload: () => void;
}

export function useTerms(kind: TermKind, q: string): TermsOfKind {
  const { client } = useDesk();
  const first = useLoad(`${kind}/${q}`, async (signal): Promise<Page> => {
    if (kind === "tags") return listTags(client, q, undefined, signal);
    return { items: kind === "authors" ? await listAuthors(client, signal) : await listCategories(client, signal), next: null };
  });
  const [more, setMore] = useState<Page | null>(null);
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    setMore(null);
    setFailure(undefined);
  }, [first.value]);
  const next = (more ?? first.value)?.next;
  const loadMore = async (cursor: string) => {
    setFailure(undefined);
    try {
      const page = await listTags(client, q, cursor);
      setMore((before) => ({ items: [...(before?.items ?? []), ...page.items], next: page.next }));
    } catch (error) {
      setFailure(error);
    }
  };
  return {
    terms: first.value && [...first.value.items, ...(more?.items ?? [])],
    error: failure ?? first.error,
    isSlow: first.isSlow,
    loadMore: next ? () => loadMore(next) : undefined,
    reload: first.reload,
  };
}
