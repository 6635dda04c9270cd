/** What one tab has of the article that it has open, and the copy of that on the device. */

import type { Article, Draft } from "../api/types.ts";
import { isLocalName, type Copy, type Creation, type Leftover } from "./copies.ts";
import { apply, FIELDS, pick, pickDraft } from "./fields.ts";
import type { Joined } from "./join/places.ts";
import type { Version } from "./requests.ts";
import { WorkingText, type Beginning } from "./working-text.ts";

export interface Conflict {
  joined: Joined;
  /** The person's text when it was joined. */
  mine: Draft;
  current: Version;
}

export interface Opening extends Beginning {
  creation?: Creation;
  saving?: Draft[];
  /** When the server got what it has, by its clock. */
  at?: string | null;
  conflict?: Conflict;
  leftovers?: Leftover[];
}

export class OpenArticle {
  readonly text: WorkingText;
  creation: Creation | undefined;
  /** Saves without an answer; see `Copy`. */
  saving: Draft[];
  at: string | null;
  conflict: Conflict | null;
  leftovers: Leftover[];

  constructor(
    readonly person: string,
    public article: string,
    readonly tab: string,
    opening: Opening,
  ) {
    this.text = new WorkingText(opening);
    this.leftovers = opening.leftovers ?? [];
    [this.creation, this.saving, this.at, this.conflict] = [opening.creation, opening.saving ?? [], opening.at ?? null, opening.conflict ?? null];
  }

  /** Whether the server does not have the article yet. */
  get isNew(): boolean {
    return isLocalName(this.article);
  }

  buildCopy(date: number): Copy {
    const { person, article, tab, text, creation, saving } = this;
    const { draft, base, basedOn, sent } = text;
    const left = this.leftovers.map((leftover) => ({ version: leftover.version, sent: leftover.sent }));
    return { person, article, tab, draft, base, based_on: basedOn, creation, saving, sent, left, server: text.locate(), written_at: date };
  }

  /**
   * The server has a version with what was `sent`. Returns whether the draft got values of the server. Answers to
   * requests with a key have no body: it is as it was sent.
   */
  settle(article: Article, sent: Draft): boolean {
    const answered = pickDraft(article);
    const fields = "body" in article ? FIELDS : FIELDS.filter((field) => field !== "body");
    const saved = apply(sent, pick(answered, fields));
    this.at = article.changed_at;
    this.leave();
    return this.text.rebase(saved, article.version, sent);
  }

  /** Go on from the present version of the server with a draft that has it joined. */
  goOn(draft: Draft, current: Version): void {
    this.leave();
    this.conflict = null;
    this.text.set(draft);
    this.text.begin(current.draft, current.article.version);
  }

  /** Another version follows the present one. */
  leave(): void {
    const { basedOn: version, base, sent } = this.text;
    if (sent.length) this.leftovers.push({ version, base, sent });
    this.saving = [];
  }
}
