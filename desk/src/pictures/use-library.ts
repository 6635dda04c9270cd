/** The pictures that the library shows. */

import { useEffect } from "preact/hooks";
import type { Client } from "../api/client.ts";
import { listPictures } from "../api/pictures.ts";
import type { Page, Picture, PictureStatus } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { type Pages, usePages } from "../ui/use-pages.ts";

export const FILTERS = ["all", "ready", "waiting", "refused"] as const;
export interface LibraryQuery {
  status: (typeof FILTERS)[number];
  /** A part of the file's name. */
  q?: string;
}

/** Milliseconds in which pictures without files stand among all. */
const RECENT = 3 * 24 * 60 * 60_000;
/** Milliseconds between two looks at pictures that wait. */
const LOOK = 10_000;

export function useLibrary({ status, q }: LibraryQuery): Pages<Picture> {
  const { client, uploads } = useDesk();
  const pages = usePages(`${status}/${q ?? ""}`, (cursor, signal) => readPage(client, { status, q }, cursor, signal));
  useEffect(() => uploads.subscribeReady(pages.reload), [uploads]);
  const isWaiting = pages.value?.some(({ file }) => file.status === "waiting") ?? false;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => document.visibilityState === "visible" && pages.reload(), LOOK);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return pages;
}

/** Among all, those stand first that were announced lately and that readers cannot see. */
async function readPage(client: Client, { status, q }: LibraryQuery, cursor?: string, signal?: AbortSignal): Promise<Page<Picture>> {
  const read = (one: PictureStatus) => listPictures(client, { status: one, q }, cursor, signal);
  if (status !== "all") return read(status);
  if (cursor) return read("ready");
  const [waiting, refused, ready] = await Promise.all([read("waiting"), read("refused"), read("ready")]);
  const recent = [...waiting.items, ...refused.items].filter(isRecent);
  return { items: [...recent.sort((a, b) => b.changed_at.localeCompare(a.changed_at)), ...ready.items], next: ready.next };
}

function isRecent({ changed_at }: Picture): boolean {
  return Date.now() - Date.parse(changed_at) < RECENT;
}
