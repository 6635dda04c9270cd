/** Copies on this device of texts that are being written: one for each person, article and tab. */

import type { Draft } from "../api/types.ts";
import { storage } from "../storage.ts";
import type { Entries } from "./environment.ts";

/** How long a copy stays after the server has its text, in milliseconds. */
const LIFETIME = 7 * 24 * 60 * 60 * 1000;

/** Texts that may be at the server as autosaves of a version that was left behind, by their digests. */
export interface Leftover {
  version: number;
  base: Draft;
  sent: string[];
}

/** A request to make an article. It is repeated as it is until there is an answer, so that there is one article. */
export interface Creation {
  /** The name that the article had on this device. */
  name: string;
  key: string;
  draft: Draft;
}

export interface Copy {
  person: string;
  /** Id of the article, or the name of one that the server does not have yet; see `isLocalName`. */
  article: string;
  tab: string;
  draft: Draft;
  /** The text of the version `based_on`, in the form in which the editor had it. Version 0 is empty. */
  base: Draft;
  based_on: number;
  /** Stays when the article has its id: it tells two copies of one article. */
  creation?: Creation;
  /** Saves of `based_on` without an answer: the drafts that were sent. The server may have carried one out. */
  saving: Draft[];
  /** Digests of texts that were sent as autosaves of `based_on`: the server may have any of them. */
  sent: string[];
  /** A later version has the words of these. */
  left: Omit<Leftover, "base">[];
  /** Where the server has this very text. */
  server: "nowhere" | "autosave" | "version";
  /** Milliseconds since 1970 on the clock of this device. */
  written_at: number;
}

const LOCAL = "new-";

/** A name for an article that the server does not have yet. */
export function createLocalName(): string {
  return LOCAL + crypto.randomUUID();
}

export function isLocalName(article: string): boolean {
  return article.startsWith(LOCAL);
}

export function formatKey(copy: Pick<Copy, "person" | "article" | "tab">): string {
  return `${copy.person}/${copy.article}/${copy.tab}`;
}

export const browserEntries: Entries = {
  list: (prefix) => storage.list("copies", prefix),
  write: (key, value) => storage.write("copies", key, value),
  remove: (key) => storage.remove("copies", key),
};

/** All methods raise `StorageUnavailable` if the browser has no storage for us. */
export class Copies {
  constructor(private readonly entries: Entries = browserEntries) {}

  async write(copy: Copy): Promise<void> {
    await this.entries.write(formatKey(copy), copy);
  }

  async remove(copies: Iterable<Pick<Copy, "person" | "article" | "tab">>): Promise<void> {
    for (const copy of copies) await this.entries.remove(formatKey(copy));
  }

  /** A person's copies of an article, or of all articles. Damaged entries are left out, and left alone. */
  async list(person: string, article?: string): Promise<Copy[]> {
    const found = await this.entries.list(article ? `${person}/${article}/` : `${person}/`);
    const copies = found.map(([, value]) => value).filter(isCopy);
    return copies.filter((copy) => !isSuperseded(copy, copies));
  }

  /** The id of an article that has got one since it had this name on this device; the name if it has none. */
  async resolve(person: string, article: string): Promise<string> {
    if (!isLocalName(article)) return article;
    const copies = await this.list(person);
    const isKnown = copies.some((copy) => copy.article === article);
    return (isKnown ? null : copies.find((copy) => copy.creation?.name === article)?.article) ?? article;
  }

  /** Copies whose texts the server lacks. */
  async listUnsent(person: string): Promise<Copy[]> {
    return (await this.list(person)).filter((copy) => copy.server === "nowhere");
  }

  /** Articles that the server does not have yet, as far as this device knows. */
  async listNew(person: string): Promise<Copy[]> {
    return (await this.list(person)).filter((copy) => isLocalName(copy.article));
  }

  /** Of each article that the server has, the latest copy; the latest article first. */
  async listKnown(person: string): Promise<Copy[]> {
    const copies = (await this.list(person)).sort((one, other) => other.written_at - one.written_at);
    return copies.filter((copy, at) => !isLocalName(copy.article) && copies.findIndex(({ article }) => article === copy.article) === at);
  }

  /** Remove what the server has for so long that nobody misses it. `date` is that of this device. */
  async removeOld(person: string, date: number): Promise<void> {
    const copies = await this.list(person);
    await this.remove(copies.filter((copy) => copy.server === "version" && date - copy.written_at > LIFETIME));
  }
}

/** Whether it is that of an article before it had its id, left by a tab that died while it changed the key. */
function isSuperseded(copy: Copy, copies: readonly Copy[]): boolean {
  if (!isLocalName(copy.article) || !copy.creation) return false;
  return copies.some((other) => !isLocalName(other.article) && other.tab === copy.tab && other.creation?.key === copy.creation?.key);
}

function isCopy(value: unknown): value is Copy {
  if (typeof value !== "object" || value === null) return false;
  return (
    ["person", "article", "tab", "server"].every((name) => typeof Reflect.get(value, name) === "string") &&
    ["based_on", "written_at"].every((name) => typeof Reflect.get(value, name) === "number") &&
    ["sent", "saving", "left"].every((name) => Array.isArray(Reflect.get(value, name))) &&
    [Reflect.get(value, "draft"), Reflect.get(value, "base")].every((draft: unknown) => typeof draft === "object" && draft !== null && "lang" in draft)
  );
}
