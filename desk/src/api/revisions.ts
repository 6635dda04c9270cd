/** Versions of an article. */

import type { Answer, Client } from "./client.ts";
import type { Article, Page, Person } from "./types.ts";

export interface Revision {
  version: number;
  action: string;
  at: string;
  by: Person;
  /** Names of the fields that it changed. */
  changed: string[];
  note?: string | null;
}

export interface Paragraph {
  change: "same" | "removed" | "added";
  text: string;
}

export interface Hunk {
  before_start: number;
  after_start: number;
  paragraphs: Paragraph[];
}

export interface FieldChange {
  field: string;
  before?: unknown;
  after?: unknown;
  hunks?: Hunk[] | null;
}

export interface RevisionDiff {
  version: number;
  against: number;
  changes: FieldChange[];
}

/** `left_out` names what an earlier version has and that is gone since. */
export interface RestoredArticle extends Article {
  left_out?: { pointer: string; detail: string }[];
}

export function listRevisions(client: Client, article: string, cursor?: string, signal?: AbortSignal): Promise<Page<Revision>> {
  return client.get(`/v1/editorial/articles/${article}/revisions`, { limit: 50, cursor }, signal);
}

export function compareRevisions(client: Client, article: string, version: number, against: number, signal?: AbortSignal): Promise<RevisionDiff> {
  return client.get(`/v1/editorial/articles/${article}/revisions/${version}/diff`, { against }, signal);
}

export function restoreRevision(client: Client, article: string, version: number, present: number, idempotencyKey: string): Promise<Answer<RestoredArticle>> {
  return client.send("POST", `/v1/editorial/articles/${article}/revisions/${version}/restore`, { body: {}, ifMatch: present, idempotencyKey });
}
