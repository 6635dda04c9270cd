/** Brings the text of an open article to the server, beside its version: when, how often, and what if it fails. */

import { Problem, SignedOut } from "../api/problem.ts";
import type { Draft } from "../api/types.ts";
import type { CopyWriter } from "./copy-writer.ts";
import { createArticle } from "./creation.ts";
import { Doubt, isLostAnswer } from "./doubt.ts";
import { reportFault, type Clock, type Queue } from "./environment.ts";
import { findDifferences } from "./fields.ts";
import type { OpenArticle } from "./open-article.ts";
import { isRefusal } from "./refusals.ts";
import type { ArticleRequests } from "./requests.ts";
import { isWorthRetrying, Retry } from "./retry.ts";
import { SendTimes } from "./send-times.ts";
import type { Parcel } from "./working-text.ts";

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
  private readonly times = new SendTimes();
  private readonly lost: Doubt;
  private cancel: (() => void) | null = null;
  private inFlight: Draft | null = null;

  constructor(
    private readonly open: OpenArticle,
    private readonly requests: ArticleRequests,
    private readonly writer: CopyWriter,
    private readonly clock: Clock,
    private readonly queue: Queue,
    private readonly onChange: (givesText: boolean) => void,
  ) {
    this.lost = new Doubt(clock, () => this.repeat());
  }

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
    this.times.want(this.clock.now());
    this.plan();
  }

  /** Something that was in the way is gone: send at once what is due. */
  hurry(): void {
    this.retry.hurry();
    this.sendSoon();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
    this.lost.stop();
  }

  /** Milliseconds until a request that was sent has an effect or none. */
  getDoubt(): number {
    return this.lost.getRest();
  }

  /** The answer to a request was lost: what is sent now may be overtaken by it, so it is sent again later. */
  doubt(): void {
    this.lost.begin();
  }

  /** Send what the server lacks. Resolves after one try. To be run in the queue. */
  async run(): Promise<void> {
    if (!this.canSend) return;
    this.times.clear();
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

  /** What was typed meanwhile, or could not be sent, is sent later; what is refused, when it changes. */
  private continue(): void {
    if (!this.open.text.isOwed || (this.reason !== null && !this.times.isDue)) return;
    if (!this.retry.isFailing && !this.times.isDue) this.times.want(this.clock.now());
    this.plan();
  }

  private repeat(): void {
    if (!this.open.text.sent.length) return;
    this.open.text.doubt();
    this.sendSoon();
  }

  private sendSoon(): void {
    this.times.hurry();
    this.plan();
  }

  private plan(): void {
    this.cancel?.();
    this.cancel = null;
    if (!this.canSend || this.isSending) return;
    const now = this.clock.now();
    const delay = Math.max(this.times.getDelay(now, this.writer.state === "impossible"), this.retry.getDelay(now));
    this.cancel = this.clock.schedule(delay, () => {
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

function measure(parcel: Parcel): number {
  return new TextEncoder().encode(JSON.stringify(parcel.changes)).length;
}
