/** Categories, authors and tags. */

import type { Client } from "./client.ts";
import type { Job } from "./jobs.ts";
import type { Author, Category, Page, Tag, Term, Texts } from "./types.ts";

export type TermKind = "categories" | "tags" | "authors";

/** What a person writes of a term. Only categories have an order, only authors a text and a picture. */
export interface TermDraft {
  names: Texts;
  order?: number;
  text?: Texts;
  picture?: string | null;
}

/** All categories in the order of the site, or all authors. There are some dozens. */
async function listAll<T>(client: Client, path: string, signal?: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<T> = await client.get(path, { limit: 100, cursor }, signal);
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return found;
}

export async function listCategories(client: Client, signal?: AbortSignal): Promise<Category[]> {
  const all = await listAll<Category>(client, "/v1/editorial/categories", signal);
  return all.filter((category) => !category.merged_into).sort((a, b) => a.order - b.order || a.slug.localeCompare(b.slug));
}

export async function listAuthors(client: Client, signal?: AbortSignal): Promise<Author[]> {
  const all = await listAll<Author>(client, "/v1/editorial/authors", signal);
  return all.filter((author) => !author.merged_into);
}

export async function findTags(client: Client, q: string, signal?: AbortSignal): Promise<Tag[]> {
  const page: Page<Tag> = await client.get("/v1/editorial/tags", { q, limit: 20 }, signal);
  return page.items.filter((tag) => !tag.merged_into);
}

/** A page of all tags, also of merged ones. */
export function listTags(client: Client, q: string, cursor?: string, signal?: AbortSignal): Promise<Page<Tag>> {
  return client.get("/v1/editorial/tags", { q, limit: 50, cursor }, signal);
}

/** `T` is the term of the kind. */
export function readTerm<T extends Term>(client: Client, kind: TermKind, slug: string, signal?: AbortSignal): Promise<T> {
  return client.get(findPath(kind, slug), {}, signal);
}

/** Create a term (without a version), or replace all of it. `job` of the answer is the address of the work behind it. */
export async function saveTerm<T extends Term>(client: Client, kind: TermKind, slug: string, draft: TermDraft, version?: number): Promise<T> {
  return (await client.send<T>("PUT", findPath(kind, slug), { body: draft, ifMatch: version })).body;
}

/** Remove a term. With `replaceWith` its articles get that one instead, by the job that is returned. */
export async function removeTerm(client: Client, kind: TermKind, { slug, version }: Term, replaceWith?: string): Promise<Job | undefined> {
  return (await client.send<Job | undefined>("DELETE", findPath(kind, slug), { query: { replace_with: replaceWith }, ifMatch: version })).body;
}

/** Merge a tag into another one, for good. `key` is the same for each try. */
export async function mergeTag(client: Client, { slug, version }: Term, into: string, key: string): Promise<Job> {
  return (await client.send<Job>("POST", `${findPath("tags", slug)}/merge`, { body: { into }, ifMatch: version, idempotencyKey: key })).body;
}

function findPath(kind: TermKind, slug: string): string {
  return `/v1/editorial/${kind}/${encodeURIComponent(slug)}`;
}

/** The name of a term in a language, else in another one, else its slug. */
export function getTermName(term: Term | undefined, lang: string, slug = term?.slug ?? ""): string {
  return term?.names[lang] ?? Object.values(term?.names ?? {})[0] ?? slug;
}

/** The categories and authors of the site, loaded once and again after a change of them. */
export class Terms {
  private lists = new Map<string, Promise<Term[]>>();

  constructor(private readonly client: Client) {}

  categories(): Promise<Category[]> {
    return this.load("categories", () => listCategories(this.client));
  }

  authors(): Promise<Author[]> {
    return this.load("authors", () => listAuthors(this.client));
  }

  /** Forget what was loaded: somebody has changed a term. */
  forget(): void {
    this.lists.clear();
  }

  private load<T extends Term>(name: string, read: () => Promise<T[]>): Promise<T[]> {
    const known = this.lists.get(name) as Promise<T[]> | undefined;
    if (known) return known;
    const list = read();
    this.lists.set(name, list);
    list.catch(() => this.lists.delete(name));
    return list;
  }
}

export function bySlug<T extends Term>(terms: T[] | undefined): Map<string, T> {
  return new Map(terms?.map((term) => [term.slug, term]));
}
