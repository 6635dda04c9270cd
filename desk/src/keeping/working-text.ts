/** The text of an open article: what the person writes, the version it was begun with, and what the server has of it. */

import type { Changes, Draft } from "../api/types.ts";
import { apply, buildPatch, digestChanges, findDifferences, pick, type Field } from "./fields.ts";
import { Refusals } from "./refusals.ts";

/** What was sent: a merge patch, and the draft that it comes from. */
export interface Parcel {
  draft: Draft;
  fields: Field[];
  changes: Changes;
}

/** Digests that are remembered. A copy is read by the next tab, which asks for the last few. */
const MOST_SENT = 20;

export interface Beginning {
  draft: Draft;
  base: Draft;
  basedOn: number;
  /** What the server has beside the version: the text of an autosave. Without one, that of the version. */
  acknowledged?: Draft;
  /** See `Copy.sent`. */
  sent?: string[];
}

export class WorkingText {
  readonly refusals = new Refusals();
  base: Draft;
  basedOn: number;
  /** See `Copy.sent`. */
  sent: string[];
  private read: () => Draft;
  private cached: Draft | null;
  /** The draft that the server has, as autosave or as version, apart from refused fields; null if nobody knows. */
  private acknowledged: Draft | null;
  /** Fields that an autosave of this version may have at the server, also with former values. */
  private touched = new Set<Field>();

  constructor({ draft, base, basedOn, acknowledged, sent }: Beginning) {
    [this.base, this.basedOn, this.cached, this.read] = [base, basedOn, draft, () => draft];
    this.acknowledged = acknowledged ?? base;
    this.sent = sent ?? [];
    this.touched = new Set(findDifferences(acknowledged ?? base, base));
  }

  get draft(): Draft {
    this.cached ??= this.read();
    return this.cached;
  }

  /** Read the draft now: its editor may be gone later. */
  freeze(): void {
    this.set(this.draft);
  }

  change(read: () => Draft): void {
    [this.read, this.cached] = [read, null];
  }

  set(draft: Draft): void {
    this.change(() => draft);
  }

  /** Whether it differs from the version. */
  get isChanged(): boolean {
    return findDifferences(this.base, this.draft).length > 0;
  }

  /** Whether the server lacks something that it would take. */
  get isOwed(): boolean {
    return this.listOwed().some((field) => !this.refusals.has(field, this.draft));
  }

  /** Where the server has this very text. */
  locate(): "nowhere" | "autosave" | "version" {
    if (this.listOwed().length) return "nowhere";
    return this.isChanged ? "autosave" : "version";
  }

  /** An autosave: all that differs from the version or did so in a former autosave. Null if there is nothing to send. */
  packAutosave(): Parcel | null {
    return this.pack(this.listKept().filter((field) => !this.refusals.has(field, this.draft)));
  }

  /** A save: what differs from the version. */
  packSave(): Parcel | null {
    return this.pack(findDifferences(this.base, this.draft));
  }

  /** Note that an autosave is sent: the server may have it from now on. */
  note({ draft, fields }: Parcel): void {
    for (const field of fields) this.touched.add(field);
    const sent = digestChanges(this.base, apply(this.base, pick(draft, fields)));
    this.sent = [...this.sent.filter((digest) => digest !== sent), sent].slice(-MOST_SENT);
  }

  acknowledge(draft: Draft): void {
    this.acknowledged = draft;
  }

  /** Nobody knows any more what the server has: all is owed. */
  doubt(): void {
    this.acknowledged = null;
  }

  /**
   * The server has a version with what was `sent`. What the person has typed since stays; in all other fields the
   * server's values are taken. Returns whether the draft got other values.
   */
  rebase(saved: Draft, version: number, sent: Draft): boolean {
    const typed = findDifferences(sent, this.draft);
    const given = findDifferences(sent, saved).filter((field) => !typed.includes(field));
    if (given.length) this.set(apply(this.draft, pick(saved, given)));
    this.begin(saved, version);
    return given.length > 0;
  }

  /** Go on from another version, with the same text. */
  begin(base: Draft, version: number): void {
    if (version !== this.basedOn) [this.touched, this.sent] = [new Set(), []];
    [this.base, this.basedOn, this.acknowledged] = [base, version, base];
    this.refusals.keepOnly(findDifferences(base, this.draft));
  }

  private listOwed(): Field[] {
    return this.acknowledged ? findDifferences(this.acknowledged, this.draft) : this.listKept();
  }

  private listKept(): Field[] {
    return [...new Set([...findDifferences(this.base, this.draft), ...this.touched])];
  }

  private pack(fields: Field[]): Parcel | null {
    return fields.length ? { draft: this.draft, fields, changes: buildPatch(this.draft, fields) } : null;
  }
}
