/**
 * One upload of one file, from its announcement until readers can see the picture. It can be run again after a failure
 * and goes on where it was: the picture is announced once, and the file has one place, so nothing is there twice.
 */

import type { Client } from "../api/client.ts";
import { deletePicture } from "../api/pictures.ts";
import { isPassing } from "../api/problem.ts";
import type { FileRequest, Picture, RefusalCode } from "../api/types.ts";
import { Announcement, mayBeCarriedOut, type Target } from "./announcement.ts";
import { browserEnvironment, type Environment } from "./environment.ts";
import { SendingFailed } from "./form-post.ts";

/** Milliseconds between tries of what failed, before the person is asked. */
const PAUSES = [1_000, 2_000, 4_000];
/** Milliseconds between two questions about a picture that is processed: 1, 2, 4, 8, 8 … seconds. */
const MAX_PAUSE = 8_000;
/** Questions in a row without an answer, after which the person is asked. */
const MAX_SILENCE = 6;

/** The file arrived and readers cannot see it, or it did not arrive. */
export class PictureRefused extends Error {
  constructor(
    readonly code: RefusalCode,
    reason: string,
  ) {
    super(reason);
  }

  /** Whether the same file may be accepted at another try. */
  get isPassing(): boolean {
    return isPassingRefusal(this.code);
  }
}

export interface Watcher {
  /** Bytes of the file that were sent. */
  onSending: (sent: number) => void;
  onArrived: () => void;
}

export class PictureUpload {
  private readonly announcement: Announcement;
  private hasArrived = false;

  /** `replaces`: the picture that gets the file; a new one without it. */
  constructor(
    private readonly client: Client,
    private readonly file: Blob,
    request: FileRequest,
    private readonly replaces: Target | null = null,
    private readonly environment: Environment = browserEnvironment,
  ) {
    this.announcement = new Announcement(client, request, replaces, environment.now);
  }

  /** Id of the picture, once it is announced. */
  get id(): string | undefined {
    return this.announcement.picture?.id;
  }

  /**
   * The picture that readers can see. Raises `PictureRefused`, `Overtaken`, `SendingFailed`, or what the client raises;
   * `AbortError` if the signal aborts.
   */
  async run(signal: AbortSignal, watcher: Watcher): Promise<Picture> {
    if (!this.hasArrived) await this.retry(signal, () => this.send(signal, watcher));
    this.hasArrived = true;
    watcher.onArrived();
    return this.follow(signal);
  }

  /** Remove what a cancelled upload has left: a new picture without a file. */
  async abandon(): Promise<void> {
    const { picture } = this.announcement;
    if (!picture || this.replaces) return;
    // If it fails, the API itself refuses a picture without a file after a quarter of an hour.
    await deletePicture(this.client, picture).catch(() => undefined);
  }

  private async retry(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    for (const pause of PAUSES) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !canPass(error)) throw error;
        await this.environment.pause(pause, signal);
      }
    }
    return work();
  }

  private async send(signal: AbortSignal, watcher: Watcher): Promise<void> {
    if (this.announcement.picture && (await this.hasDecision(signal))) return;
    const form = await this.announcement.getForm();
    signal.throwIfAborted(); // only now, so that what was announced can be removed
    try {
      await this.environment.post(form, this.file, { signal, onProgress: watcher.onSending });
    } catch (error) {
      if (error instanceof SendingFailed && error.kind === "expired") this.announcement.expireForm();
      throw error;
    }
  }

  /** Whether the file of an earlier try has arrived, though its answer did not. */
  private async hasDecision(signal: AbortSignal): Promise<boolean> {
    const { status, refusal } = (await this.announcement.read(signal)).file;
    if (status === "waiting") return false;
    if (!refusal || !isPassingRefusal(refusal.code)) return true;
    this.announcement.expireForm();
    return false;
  }

  private async follow(signal: AbortSignal): Promise<Picture> {
    let silence = 0;
    for (let pause = 1_000; ; pause = Math.min(2 * pause, MAX_PAUSE)) {
      await this.environment.pause(pause, signal);
      try {
        const picture = await this.announcement.read(signal);
        silence = 0;
        if (picture.file.status !== "waiting") return this.conclude(picture);
      } catch (error) {
        if (!isPassing(error) || ++silence === MAX_SILENCE) throw error;
      }
    }
  }

  /** Raises `PictureRefused`. Another try sends the file again, with a form of its own. */
  private conclude(picture: Picture): Picture {
    const { refusal } = picture.file;
    if (!refusal) return picture;
    this.hasArrived = false;
    this.announcement.expireForm();
    throw new PictureRefused(refusal.code, refusal.reason);
  }
}

function isPassingRefusal(code: RefusalCode): boolean {
  return code === "missing" || code === "failed";
}

function canPass(error: unknown): boolean {
  return mayBeCarriedOut(error) || (error instanceof SendingFailed && error.kind !== "refused");
}
