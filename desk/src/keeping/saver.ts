/** Saves and other commands on the version that this tab has open, and what to do if it is not the present one. */

import { Problem, SignedOut } from "../api/problem.ts";
import type { Article, Draft } from "../api/types.ts";
import type { Autosaver } from "./autosaver.ts";
import type { CopyWriter } from "./copy-writer.ts";
import { createArticle } from "./creation.ts";
import { isLostAnswer } from "./doubt.ts";
import { join } from "./join/join.ts";
import type { Joined } from "./join/places.ts";
import type { OpenArticle } from "./open-article.ts";
import { findOwnSave } from "./own-save.ts";
import { isRefusal, listErrors, type FieldErrors } from "./refusals.ts";
import type { ArticleRequests, Version } from "./requests.ts";

/** Of one call. Others may save as often as this, one after the other, before it gives up. */
const MOST_TRIES = 5;
const STALE = 412;

export type Outcome =
  /** `joined`: what others saved meanwhile and is in the version now; null if nothing. */
  | { kind: "done"; article: Article | null; joined: Joined | null }
  /** Not carried out: the text has what others saved meanwhile, which the person has not seen yet. */
  | { kind: "joined"; joined: Joined }
  | { kind: "conflict"; joined: Joined }
  | { kind: "refused"; errors: FieldErrors; problem: Problem }
  | { kind: "failed"; error: unknown };

/** `body` and `key` are those of the request. `changesText`: the version may have another text than this tab. */
export interface Command {
  method: "POST" | "PUT" | "DELETE";
  action: string;
  body?: unknown;
  key?: string;
  changesText?: boolean;
}

interface Frozen {
  version: number;
  draft: Draft;
  body: unknown;
}

export class Saver {
  /** Requests by key: a repeated one must be the same to the letter. */
  private readonly frozen = new Map<string, Frozen>();

  constructor(
    private readonly open: OpenArticle,
    private readonly requests: ArticleRequests,
    private readonly writer: CopyWriter,
    private readonly autosaver: Autosaver,
    private readonly onText: (joined: Joined | null) => void,
  ) {}

  /** Save the text as a version. What others saved meanwhile is joined where nothing overlaps. */
  async save(): Promise<Outcome> {
    let joined: Joined | null = null;
    return this.attempt(async () => {
      const article = await this.saveOnce();
      return { kind: "done", article, joined };
    }, (found) => ((joined = found), null));
  }

  /**
   * Go on from the present version, without a save. What others saved is joined where nothing overlaps; a text that has
   * words of its own gets it only if the person `isAsking`. Null if it waits for that.
   */
  async takePresent(isAsking: boolean): Promise<Outcome | null> {
    try {
      const found = await this.goToPresent(isAsking);
      if (!found || "kind" in found) return found;
      return found.joined ? { kind: "joined", joined: found.joined } : { kind: "done", article: null, joined: null };
    } catch (error) {
      return this.describe(error);
    }
  }

  /** Publish the text: `options` are the members of the request beside `changes`. */
  async publish(options: Record<string, unknown>, key: string): Promise<Outcome> {
    return this.attempt(
      async () => {
        if (this.open.isNew) await this.create();
        const { text } = this.open;
        const changes = text.packSave()?.changes;
        const request = this.freeze(key, { version: text.basedOn, draft: text.draft, body: changes ? { ...options, changes } : options });
        return { kind: "done", article: await this.send({ method: "POST", action: "publish", key }, request), joined: null };
      },
      (joined) => ({ kind: "joined", joined }),
      key,
    );
  }

  /** Save, and carry out a command on that version. If others saved meanwhile, nothing is carried out. */
  async run(command: Command): Promise<Outcome> {
    const saved = await this.save();
    if (saved.kind !== "done") return saved;
    if (saved.joined) return { kind: "joined", joined: saved.joined };
    return this.attempt(
      async () => {
        const { text } = this.open;
        const request = { version: text.basedOn, draft: text.draft, body: command.body };
        const article = await this.send(command, command.key ? this.freeze(command.key, request) : request);
        return { kind: "done", article, joined: null };
      },
      (joined) => ({ kind: "joined", joined }),
      command.key,
    );
  }

  private freeze(key: string, request: Frozen): Frozen {
    const frozen = this.frozen.get(key) ?? request;
    this.frozen.set(key, frozen);
    return frozen;
  }

  private async send({ method, action, key, changesText }: Command, { version, draft, body }: Frozen): Promise<Article> {
    const options = { body, ifMatch: version, idempotencyKey: key };
    const article = await this.requests.command(method, this.open.article, action, options);
    const revised = changesText ? (await this.requests.readRevision(article.id, article.version)).draft : null;
    if (this.open.settle(revised ? { ...article, ...revised } : article, draft)) this.onText(null);
    return article;
  }

  /** Try again as long as others save. `onJoined` ends it with an outcome, or returns null to go on. */
  private async attempt(work: () => Promise<Outcome>, onJoined: (joined: Joined) => Outcome | null, key?: string): Promise<Outcome> {
    try {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        if (this.open.conflict) return { kind: "conflict", joined: this.open.conflict.joined };
        const outcome = await work().catch((error: unknown) => this.catchUp(error, key));
        if ("kind" in outcome) return outcome;
        const end = outcome.joined && onJoined(outcome.joined);
        if (end) return end;
      }
      return { kind: "failed", error: new Error("others save all the time") };
    } catch (error) {
      return this.describe(error);
    }
  }

  private describe(error: unknown): Outcome {
    if (isLostAnswer(error)) this.autosaver.doubt();
    if (error instanceof SignedOut) this.autosaver.signIn(false);
    if (error instanceof Problem && isRefusal(error)) return { kind: "refused", errors: listErrors(error), problem: error };
    return { kind: "failed", error };
  }

  private async create(): Promise<void> {
    if (await createArticle(this.open, this.requests, this.writer)) this.onText(null);
  }

  private async saveOnce(): Promise<Article | null> {
    const { open } = this;
    if (open.isNew) await this.create();
    const parcel = open.text.packSave();
    if (!parcel) return null;
    open.saving.push(parcel.draft);
    await this.writer.writeNow();
    const article = await this.requests.save(open.article, open.text.basedOn, parcel.changes);
    if (open.settle(article, parcel.draft)) this.onText(null);
    return article;
  }

  /** After a refused version. */
  private async catchUp(error: unknown, key?: string): Promise<Outcome | { joined: Joined | null }> {
    if (!(error instanceof Problem) || error.status !== STALE) throw error;
    if (key) this.frozen.delete(key);
    return (await this.goToPresent(true)) ?? { joined: null };
  }

  /** Take the present version. `joined` is null if nothing of others is in it, as after a lost answer. */
  private async goToPresent(isAsking: boolean): Promise<Outcome | { joined: Joined | null } | null> {
    const { open } = this;
    const current = await this.requests.read(open.article);
    const isKnown = current.article.version <= open.text.basedOn;
    if (isKnown || (await this.takeOwnSave(current))) return { joined: null };
    const joined = join(open.text.draft, open.text.base, current.draft);
    // A scheduled publication, for example, makes a version and leaves the text as it is.
    const isSameText = joined.places.every((place) => place.outcome === "mine");
    if (!isSameText && !isAsking && open.text.isChanged) return null;
    if (joined.hasConflicts) {
      open.conflict = { joined, mine: open.text.draft, current };
      return { kind: "conflict", joined };
    }
    open.goOn(joined.draft, current);
    if (isSameText) return { joined: null };
    this.onText(joined);
    return { joined };
  }

  /** Go on from a version that is a save of this tab. Returns whether it is the present one. */
  private async takeOwnSave(current: Version): Promise<boolean> {
    const { open } = this;
    const { text, article, saving } = open;
    const own = await findOwnSave({ article, base: text.base, basedOn: text.basedOn, drafts: saving }, current, this.requests);
    if (!own) return false;
    open.leave();
    if (text.rebase(own.made, own.version, own.sent)) this.onText(null);
    return own.version === current.article.version;
  }
}
