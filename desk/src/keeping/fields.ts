/** The fields of a draft: what differs between two of them, and the merge patch that says so. */

import type { Changes, Draft } from "../api/types.ts";
import { digestBlocks } from "./join/blocks.ts";
import { hash, remember } from "./memory.ts";

/** `body` stands for `body` and `format`, which are one text only together. */
export type Field = Exclude<keyof Draft, "format">;

export const FIELDS = [
  "title",
  "dek",
  "body",
  "image",
  "authors",
  "dateline",
  "label",
  "categories",
  "tags",
  "slug",
  "seo",
  "telegram",
  "corrections",
  "breaking_until",
  "kind",
  "order",
  "lang",
  "translation_of",
] as const satisfies readonly Field[];

const ABSENT = "null";
/** Fields in which white space at the ends means nothing. */
const LINES: ReadonlySet<string> = new Set(["title", "slug", "dek", "dateline"]);
/** Values that the API takes for an absent field. */
const DEFAULTS: Partial<Record<Field, string>> = { kind: '"news"' };

export function isField(name: string): name is Field {
  return FIELDS.some((field) => field === name);
}

/** The draft within an article, without what the server says about it. */
export function pickDraft(article: Draft): Draft {
  return apply({ lang: article.lang }, pick(article, FIELDS));
}

/** These fields of a draft. Absent ones are null, so that the result, as a merge patch, makes them absent. */
export function pick(draft: Changes, fields: Iterable<Field>): Changes {
  const members = new Map<string, unknown>(Object.entries(draft));
  const names = [...fields].flatMap((field): (keyof Draft)[] => (field === "body" ? ["format", "body"] : [field]));
  return Object.fromEntries(names.map((name) => [name, members.get(name) ?? (name === "format" ? "markdown" : null)]));
}

/** The draft with other values of some fields; null removes one. Members of objects are not merged. */
export function apply(draft: Draft, changes: Changes): Draft {
  const members = Object.entries({ ...draft, ...changes }).filter(([, value]) => value !== null && value !== undefined);
  return { ...Object.fromEntries(members), lang: changes.lang ?? draft.lang };
}

export function isSame(field: Field, one: Changes, other: Changes): boolean {
  if (field !== "body") return one[field] === other[field] || canonicalize(field, one) === canonicalize(field, other);
  if (one.body === other.body && getFormat(one) === getFormat(other)) return true;
  return canonicalize(field, one) === canonicalize(field, other);
}

/** The fields in which two drafts differ for the API and for readers. */
export function findDifferences(one: Changes, other: Changes): Field[] {
  return FIELDS.filter((field) => !isSame(field, one, other));
}

/** The merge patch that makes `draft` of a draft that differs from it in these fields. */
export function buildPatch(draft: Draft, fields: Iterable<Field>): Changes {
  const patch = clean(pick(draft, fields));
  // A merge patch goes into objects: a member that is left out would stay.
  if (patch.seo) patch.seo = { title: patch.seo.title ?? null, description: patch.seo.description ?? null };
  return patch;
}

/** A short text, the same for drafts that differ in nothing from `base` but in the same changes. */
export function digestChanges(base: Draft, draft: Draft): string {
  return hash(JSON.stringify(findDifferences(base, draft).map((field) => [field, canonicalize(field, draft)])));
}

function canonicalize(field: Field, draft: Changes): string {
  if (field === "body") return canonicalizeBody(draft);
  const value = simplify(draft[field]);
  const text = JSON.stringify(typeof value === "string" && LINES.has(field) ? value.trim() || null : (value ?? null));
  return text === DEFAULTS[field] ? ABSENT : text;
}

/** Of the version, of what the server has, and of the latest texts. */
const canonicalizeHtml = remember((html) => JSON.stringify(digestBlocks(normalize(html))), 8);

function canonicalizeBody(draft: Changes): string {
  const body = draft.body ?? "";
  if (!body.trim()) return ABSENT;
  return getFormat(draft) === "html" ? canonicalizeHtml(body) : JSON.stringify(["markdown", normalize(body)]);
}

function getFormat(draft: Changes): string {
  return draft.format ?? "markdown";
}

/** A value without empty texts, lists and members, and with sorted members: undefined if nothing is left. */
function simplify(value: unknown): unknown {
  if (typeof value === "string") return normalize(value) || undefined;
  if (Array.isArray(value)) return value.length ? value.map(simplify) : undefined;
  if (value === null || typeof value !== "object") return value ?? undefined;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [name, simplify(member)]);
  const left = members.filter(([, member]) => member !== undefined).sort(([one], [other]) => (one < other ? -1 : 1));
  return left.length ? Object.fromEntries(left) : undefined;
}

function normalize(text: string): string {
  return text.normalize("NFC").replace(/\r\n?/g, "\n");
}

/** The API refuses a whole text because of one of these, which programs leave in the clipboard and nobody sees. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

function clean<T>(value: T): T {
  const text = JSON.stringify(value, (_, member: unknown) => (typeof member === "string" ? member.replace(UNPRINTABLE, "") : member));
  return JSON.parse(text);
}
