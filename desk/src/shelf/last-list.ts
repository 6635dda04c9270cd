/** The list that a person saw last in this browser: shown until the present one is there. It ends with the session. */

import type { ShelfItem } from "../api/types.ts";
import { ignoreUnavailable, storage } from "../storage.ts";

const KEY = "list";
/** Milliseconds for which it is worth being shown. */
const LIFETIME = 12 * 60 * 60 * 1000;

/** Articles that are kept: more than a screen has. */
const MOST = 30;

interface LastList {
  person: string;
  /** What was asked for. */
  query: string;
  items: ShelfItem[];
  /** Milliseconds since 1970 on the clock of this device. */
  at: number;
}

let last: LastList | null = null;

/** Read it, so that `findLastList` has it. */
export async function loadLastList(): Promise<void> {
  last = (await storage.read<LastList>("sign-in", KEY).catch(ignoreUnavailable)) ?? null;
}

export function findLastList(person: string, query: string): ShelfItem[] | null {
  if (last?.person !== person || last.query !== query || !(Math.abs(Date.now() - last.at) < LIFETIME)) return null;
  return last.items;
}

export async function keepLastList(person: string, query: string, items: ShelfItem[]): Promise<void> {
  last = { person, query, items: items.slice(0, MOST), at: Date.now() };
  await storage.write("sign-in", KEY, last).catch(ignoreUnavailable);
}
