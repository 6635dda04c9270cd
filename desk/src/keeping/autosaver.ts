/** Brings the text of an open article to the server, beside its version: when, how often, and what if it fails. */

import { Problem, SignedOut } from "../api/problem.ts";
import type { Draft } from "../api/types.ts";
import type { CopyWriter } from "./copy-writer.ts";
import { createArticle } from "./creation.ts";
import { reportFault, type Clock, type Queue } from "./environment.ts";
import { findDifferences } from "./fields.ts";
import type { OpenArticle } from "./open-article.ts";
import { isRefusal } from "./refusals.ts";
import type { ArticleRequests } from "./requests.ts";
import { isWorthRetrying, Retry } from "./retry.ts";
import type { Parcel } from "./working-text.ts";

/** Milliseconds after the last change, and at most after the first one. */
const PAUSE = 2_000;
const LONGEST = 15_000;
/** Without a copy on the device. */
const EAGER_PAUSE = 500;
const EAGER_LONGEST = 2_000;
/** Milliseconds after which the API carries out no request any more whose answer was lost. */
export const SETTLING = 35_000;
/** Bytes. Browsers send 64 kB at most after the end of a page. */
const LARGEST_LAST = 60_000;

export class Autosaver {
  readonly retry = new Retry();
  isSending = false;
  isOnline = true;
  private signedIn = true;
  /** Counts sign-ins: a request from before one says nothing about it. */
  private signIns = 0;
  isGone = false;
  /** Set in a tab that only reads. */
  isStopped = false;
  /** Why the API takes nothing. */
  reason: string | null = null;
  private due: { first: number; last: number } | null = null;
  private cancel: (() => void) | null = null;
  /** Until then, the server may carry out a request whose answer was lost. */
  private doubtUntil = 0;
  private cancelDoubt: (() => void) | null = null;
  private inFlight: Draft | null = null;

  constructor(
    private readonly open: OpenArticle,
    private readonly requests: ArticleRequests,
    private readonly writer: CopyWriter,
    private readonly clock: Clock,
    private readonly queue: Queue,
    private readonly onChange: (givesText: boolean) => void,
  ) {}

  get canSend(): boolean {
    return this.isOnline && this.isSignedIn && !this.isStopped;
  }

  get isSignedIn(): boolean {
    return this.signedIn;
  }

  signIn(isSignedIn: boolean): void {
    this.signedIn = isSignedIn;
    this.signIns += 1;
    if (isSignedIn) this.hurry();
  }

  /** The text has changed. */
  want(): void {
    const now = this.clock.now();
    this.due = { first: this.due?.first ?? now, last: now };
    this.plan();
  }

  /** Something that was in the way is gone: send at once what is due. */
  hurry(): void {
    this.retry.hurry();
    this.sendSoon();
  }

  stop(): void {
    this.cancel?.();
    this.cancelDoubt?.();
    this.cancel = this.cancelDoubt = null;
  }

  /** Milliseconds until a request that was sent has an effect or none. */
  getDoubt(): number {
    return Math.max(0, this.doubtUntil - this.clock.now());
  }

  /** The answer to a request was lost: what is sent now may be overtaken by it, so it is sent again later. */
  doubt(): void {
    this.doubtUntil = this.clock.now() + SETTLING;
    this.cancelDoubt?.();
    this.cancelDoubt = this.clock.schedule(SETTLING, () => {
      if (!this.open.text.sent.length) return;
      this.open.text.doubt();
      this.sendSoon();
    });
  }

  /** Send what the server lacks. Resolves after one try. To be run in the queue. */
  async run(): Promise<void> {
    if (!this.canSend) return;
    this.due = null;
    if (!this.open.text.isOwed) return;
    this.report(true);
    const { signIns } = this;
    try {
      const givesText = await this.send();
      this.retry.succeed();
      [this.isGone, this.reason] = [false, null];
      this.writer.want();
      this.report(false, givesText);
    } catch (error) {
      this.fail(error, signIns);
      this.report(false);
    }
    this.continue();
  }

  /** What was typed meanwhile, or could not be sent, is sent later; what is refused, when it changes. */
  private continue(): void {
    if (!this.open.text.isOwed || (this.reason !== null && !this.due)) return;
    const now = this.clock.now();
    if (!this.retry.isFailing) this.due ??= { first: now, last: now };
    this.plan();
  }

  private sendSoon(): void {
    this.due = { first: -LONGEST, last: -LONGEST };
    this.plan();
  }

  /** The page may end: send the text so that it arrives all the same. */
  sendLast(): void {
    if (!this.canSend || !this.open.text.isOwed) return;
    const isUnderWay = this.inFlight && !findDifferences(this.inFlight, this.open.text.draft).length;
    if (isUnderWay || (this.open.isNew && this.inFlight)) return;
    const parcel = this.open.isNew ? null : this.open.text.packAutosave();
    if (!parcel || measure(parcel) > LARGEST_LAST) return this.hurry();
    this.doubt();
    const { signIns } = this;
    this.sendParcel(parcel, true)
      .catch((error: unknown) => this.fail(error, signIns))
      .finally(() => (this.continue(), this.onChange(false)));
  }

  /** `signIns`: how many there were when the request was sent. */
  private fail(error: unknown, signIns: number): void {
    if (isLostAnswer(error)) this.doubt();
    if (error instanceof SignedOut) this.signedIn &&= signIns !== this.signIns;
    else if (isWorthRetrying(error)) this.retry.fail(error, this.clock.now());
    else if (error instanceof Problem) {
      this.isGone = error.status === 404 || error.status === 410;
      this.reason = error.message;
    } else {
      reportFault(error);
      this.retry.fail(error, this.clock.now());
    }
  }

  private plan(): void {
    this.cancel?.();
    this.cancel = null;
    if (!this.canSend || this.isSending) return;
    const eager = this.writer.state === "impossible";
    const [pause, longest] = eager ? [EAGER_PAUSE, EAGER_LONGEST] : [PAUSE, LONGEST];
    const now = this.clock.now();
    const delay = this.due ? Math.min(this.due.last + pause, this.due.first + longest) - now : 0;
    this.cancel = this.clock.schedule(Math.max(0, delay, this.retry.getDelay(now)), () => {
      this.cancel = null;
      void this.queue.run(() => this.run());
    });
  }

  /** Returns whether the text got values of the server. Without the fields that the API refuses. */
  private async send(): Promise<boolean> {
    const { open } = this;
    this.inFlight = open.text.draft;
    if (open.isNew) return createArticle(open, this.requests, this.writer);
    for (;;) {
      const parcel = open.text.packAutosave();
      if (!parcel) {
        open.text.acknowledge(open.text.draft);
        return false;
      }
      try {
        await this.sendParcel(parcel);
        return false;
      } catch (error) {
        const isPartial = error instanceof Problem && isRefusal(error) && open.text.refusals.add(error, parcel.draft, parcel.fields);
        if (!isPartial) throw error;
      }
    }
  }

  private async sendParcel(parcel: Parcel, isLast = false): Promise<void> {
    const { text } = this.open;
    const version = text.basedOn;
    text.note(parcel);
    // The digests must be on the device before the text is at the server.
    if (!isLast && this.writer.state !== "impossible") await this.writer.writeNow();
    this.inFlight = parcel.draft;
    const note = await this.requests.autosave(this.open.article, version, parcel.changes, isLast);
    if (text.basedOn !== version) return;
    text.acknowledge(parcel.draft);
    if (note) this.open.at = note.at;
  }

  private report(isSending: boolean, givesText = false): void {
    this.isSending = isSending;
    if (!isSending) this.inFlight = null;
    this.onChange(givesText);
  }
}

/** Whether the request may have been carried out, or may still be. */
export function isLostAnswer(error: unknown): boolean {
  return isWorthRetrying(error) && !(error instanceof Problem && [408, 409, 429, 503].includes(error.status));
}

function measure(parcel: Parcel): number {
  return new TextEncoder().encode(JSON.stringify(parcel.changes)).length;
}
