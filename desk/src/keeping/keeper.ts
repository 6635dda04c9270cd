/**
 * Keeps the text of one open article: on this device, beside the version at the server, and as a version when the person
 * saves. Driven by events of the page; the network, the storage and the clock are given.
 */

import { SignedOut } from "../api/problem.ts";
import type { Draft } from "../api/types.ts";
import { Autosaver } from "./autosaver.ts";
import { describeLeftover, type Candidate } from "./candidates.ts";
import type { Copies, Copy } from "./copies.ts";
import { CopyWriter } from "./copy-writer.ts";
import { Queue, type Clock } from "./environment.ts";
import { findDifferences } from "./fields.ts";
import { join } from "./join/join.ts";
import type { Joined } from "./join/places.ts";
import { Sweeper } from "./leftovers.ts";
import { OldCopies } from "./old-copies.ts";
import { OpenArticle, type Conflict, type Opening } from "./open-article.ts";
import type { ArticleRequests } from "./requests.ts";
import { Saver, type Command, type Outcome } from "./saver.ts";
import { describeState, isSameState, type KeepingState } from "./state.ts";

export interface KeeperOptions {
  requests: ArticleRequests;
  copies: Copies;
  clock: Clock;
  /** Id of the article, or a name of `createLocalName`. */
  article: string;
  /** A name of this page, new with each load. */
  tab: string;
  opening: Opening;
  /** Copies whose words are in the text, and such whose words are in the version; see `Opened`. */
  superseded?: Copy[];
  saved?: Copy[];
  isOnline?: boolean;
  /** Another tab writes this article. */
  isReader?: boolean;
  /** Another tab wrote until now: what it has sent last may still be on its way. */
  isSuccessor?: boolean;
}

export class Keeper {
  /** Called after each change of the state. */
  onState: (state: KeepingState) => void = () => undefined;
  /**
   * Called if the text is another one than the editor has: something of the server is in it. The editor must show it
   * before this returns. `joined` says what others wrote; it is null if the server only tidied a field.
   */
  onText: (draft: Draft, joined: Joined | null) => void = () => undefined;
  /** Called when a new article has got its id. */
  onCreated: (id: string) => void = () => undefined;

  private readonly open: OpenArticle;
  private readonly queue = new Queue();
  private readonly writer: CopyWriter;
  private readonly autosaver: Autosaver;
  private readonly saver: Saver;
  private isSaving = false;
  private shown: KeepingState;
  private readonly sweeper: Sweeper;
  private readonly old: OldCopies;
  private known: string;

  constructor(options: KeeperOptions) {
    const { requests, copies, clock, article, tab, opening } = options;
    this.known = article;
    this.open = new OpenArticle(requests.person, article, tab, opening);
    this.writer = new CopyWriter(copies, clock, () => this.open.buildCopy(clock.readDate()), () => this.update(), () => void this.old.tidy(this.open));
    this.autosaver = new Autosaver(this.open, requests, this.writer, clock, this.queue, (givesText) => this.take(givesText));
    this.saver = new Saver(this.open, requests, this.writer, this.autosaver, (joined) => this.onText(this.open.text.draft, joined));
    this.sweeper = new Sweeper(this.open, requests, clock, () => this.writer.want());
    this.old = new OldCopies(copies, options.superseded ?? [], options.saved ?? []);
    this.autosaver.isOnline = options.isOnline ?? true;
    this.autosaver.isStopped = options.isReader ?? false;
    if (options.isSuccessor) this.doubt();
    this.shown = this.state;
    if (!options.isReader && !this.old.isEmpty) this.writer.want();
    if (this.autosaver.canSend && this.open.text.isOwed) this.autosaver.want();
  }

  get article(): string {
    return this.open.article;
  }

  get draft(): Draft {
    return this.open.text.draft;
  }

  get version(): number {
    return this.open.text.basedOn;
  }

  /** With the version that contradicts the text: who made it, and when. */
  get conflict(): Conflict | null {
    return this.open.conflict;
  }

  get state(): KeepingState {
    const { autosaver, open, writer } = this;
    return describeState({
      isChanged: open.text.isChanged,
      isOwed: open.text.isOwed,
      sending: this.isSaving ? "save" : autosaver.isSending ? "autosave" : null,
      hasStorage: writer.state !== "impossible",
      isOnline: autosaver.isOnline,
      isSignedIn: autosaver.isSignedIn,
      isGone: autosaver.isGone,
      isReader: autosaver.isStopped,
      isFailing: autosaver.retry.isFailing,
      reason: autosaver.reason,
      errors: open.text.refusals.list(open.text.draft),
      at: open.at,
      conflict: open.conflict?.joined ?? null,
    });
  }

  /** The person has changed the text. `read` gives it as it is now, also if it is called later. */
  change(read: () => Draft): void {
    if (this.autosaver.isStopped) return;
    this.open.text.change(read);
    this.writer.want();
    this.autosaver.want();
    // To compare texts with each key would be slow: what was saved is changed now, and all else is told soon.
    if (this.shown.kind !== "saved" && this.shown.kind !== "kept apart") return;
    const isKeptNowhere = this.writer.state === "impossible" && !this.autosaver.canSend;
    this.show({ ...this.shown, kind: isKeptNowhere ? "nowhere" : "changed" });
  }

  /** Save the text as a version. */
  save(): Promise<Outcome> {
    return this.act(() => this.saver.save());
  }

  /** Take in what others have saved, without a save. Null if the text has words of its own, and nobody `isAsking`. */
  takePresent(isAsking: boolean): Promise<Outcome | null> {
    return this.act(() => this.saver.takePresent(isAsking), false);
  }

  /** Publish the text with options of the API. One key for each time that the person means it: a repetition has it too. */
  publish(options: Record<string, unknown>, key: string): Promise<Outcome> {
    return this.act(() => this.saver.publish(options, key));
  }

  /** Save, and carry out another command, such as `submit` or `schedule`. */
  run(command: Command): Promise<Outcome> {
    return this.act(() => this.saver.run(command));
  }

  /**
   * End a conflict with the draft that the person has decided on, and save it. Returns null, and shows the conflict
   * anew, if the text has changed since it was joined.
   */
  async resolve(draft: Draft): Promise<Outcome | null> {
    const { conflict, text } = this.open;
    if (!conflict) return this.save();
    if (findDifferences(conflict.mine, text.draft).length) {
      const joined = join(text.draft, text.base, conflict.current.draft);
      this.open.conflict = { ...conflict, joined, mine: text.draft };
      this.update();
      return null;
    }
    this.open.goOn(draft, conflict.current);
    this.onText(draft, null);
    this.writer.want();
    return this.save();
  }

  /** Go on with a text that has the words of another one of this person, as the person has decided; see `Opened.apart`. */
  takeIn(candidate: Candidate, draft: Draft): void {
    this.open.text.set(draft);
    if (candidate.copy) this.old.add(candidate.copy);
    else if (candidate.basedOn !== this.open.text.basedOn) this.open.leftovers.push(describeLeftover(candidate));
    this.onText(draft, null);
    this.writer.want();
    this.autosaver.want();
  }

  /** The page is hidden, and may never be shown again. */
  hide(): void {
    void this.writer.flush();
    this.autosaver.sendLast();
  }

  setOnline(isOnline: boolean): void {
    this.autosaver.isOnline = isOnline;
    if (isOnline) this.autosaver.hurry();
    this.update();
  }

  /** Somebody has signed in, perhaps somebody else: another person's texts are never sent. */
  signIn(person: string): void {
    this.autosaver.signIn(person === this.open.person);
    this.update();
  }

  signOut(): void {
    this.autosaver.signIn(false);
    this.update();
  }

  /** Another tab may have sent older text than this one: send it again. */
  doubt(): void {
    this.autosaver.doubt();
  }

  /** Let another tab write. Resolves when the text is where that tab finds it. */
  async yield(): Promise<void> {
    this.open.text.freeze();
    await this.writer.flush();
    if (this.writer.state === "impossible") await this.queue.run(() => this.autosaver.run());
    this.stopWriting();
  }

  /** Another tab writes already. */
  stopWriting(): void {
    this.autosaver.isStopped = true;
    this.autosaver.stop();
    void this.writer.flush();
    this.update();
  }

  /** End keeping. Returns whether the server has all of the text; the device has it unless it has no storage. */
  async close(): Promise<boolean> {
    this.open.text.freeze();
    await this.writer.flush();
    await this.queue.run(() => this.autosaver.run());
    this.stopWriting();
    await this.writer.flush();
    this.writer.stop();
    this.sweeper.stop();
    return this.open.text.locate() !== "nowhere";
  }

  private act<T extends Outcome | null>(work: () => Promise<T>, isSave = true): Promise<T | Outcome> {
    return this.queue.run(async () => {
      if (this.autosaver.isStopped) return { kind: "failed", error: new Error("another tab writes") };
      if (!this.autosaver.isSignedIn) return { kind: "failed", error: new SignedOut() };
      this.isSaving = isSave;
      this.update();
      const outcome = await work();
      this.isSaving = false;
      this.finish(outcome);
      return outcome;
    });
  }

  private finish(outcome: Outcome | null): void {
    if (outcome?.kind === "done") {
      this.autosaver.retry.succeed();
      this.autosaver.reason = null;
      this.sweeper.plan(this.autosaver.getDoubt());
    }
    this.autosaver.want();
    this.writer.want();
    this.take(false);
  }

  private take(givesText: boolean): void {
    if (givesText) this.onText(this.open.text.draft, null);
    if (this.open.article !== this.known) this.rename();
    this.update();
  }

  /** The copy has the id of the article in its key from now on. The old one goes when the new one is written. */
  private rename(): void {
    const { person, tab } = this.open;
    this.old.add({ person, tab, article: this.known });
    this.known = this.open.article;
    this.writer.want();
    this.onCreated(this.known);
  }

  private update(): void {
    this.show(this.state);
  }

  private show(state: KeepingState): void {
    if (isSameState(state, this.shown)) return;
    this.shown = state;
    this.onState(state);
  }
}
