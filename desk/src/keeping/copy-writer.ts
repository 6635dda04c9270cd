/** Writes the copy of one open text: soon after each change, one write at a time, always the latest. */

import { StorageUnavailable } from "../storage.ts";
import type { Copies, Copy } from "./copies.ts";
import { reportFault, type Clock } from "./environment.ts";

/** Milliseconds after a change; the first one, without which the article may be nowhere, does not wait. */
const DELAY = 250;
/** A database that hangs keeps nothing: as of these milliseconds it counts as missing. */
const PATIENCE = 3_000;
/** Milliseconds until the next try without storage. */
const PAUSE_AFTER_FAILURE = 5_000;

export type CopyState = "written" | "waiting" | "impossible";

export class CopyWriter {
  state: CopyState = "written";
  private cancel: (() => void) | null = null;
  private writing: Promise<void> | null = null;
  private isWanted = false;
  private isFirst = true;

  /**
   * `build` gives the copy as it is at that moment. `onChange` is called after each change of `state`, `onWritten` when a
   * copy is on the disk.
   */
  constructor(
    private readonly copies: Copies,
    private readonly clock: Clock,
    private readonly build: () => Copy,
    private readonly onChange: () => void,
    private readonly onWritten: () => void,
  ) {}

  /** The text has changed: write it soon. */
  want(): void {
    this.isWanted = true;
    if (this.state === "written") this.state = "waiting";
    this.plan(this.state === "impossible" ? PAUSE_AFTER_FAILURE : this.isFirst ? 0 : DELAY);
  }

  /** Write the text now. Resolves when it is on the disk, or cannot be. */
  async flush(): Promise<void> {
    this.stop();
    await this.writing;
    if (this.isWanted) await this.write();
  }

  /** Write the text even if it has not changed, such as for what is to be sent next. */
  writeNow(): Promise<void> {
    this.isWanted = true;
    return this.flush();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private plan(delay: number): void {
    this.cancel ??= this.clock.schedule(delay, () => {
      this.cancel = null;
      void this.flush();
    });
  }

  private async write(): Promise<void> {
    [this.isWanted, this.isFirst] = [false, false];
    this.writing = this.limit(this.copies.write(this.build())).then(
      () => (this.report(this.isWanted ? "waiting" : "written"), this.onWritten()),
      (error: unknown) => this.fail(error),
    );
    await this.writing;
    this.writing = null;
    if (this.isWanted) this.plan(this.state === "impossible" ? PAUSE_AFTER_FAILURE : DELAY);
  }

  /** A write that hangs is given up. If it succeeds later, it does so before the next one. */
  private limit(write: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.clock.schedule(PATIENCE, () => reject(new StorageUnavailable("no answer")));
      write.then(resolve, reject).finally(cancel);
    });
  }

  /** Whatever the reason, the text is not on the device, and the writer goes on trying. */
  private fail(error: unknown): void {
    reportFault(error);
    this.isWanted = true;
    this.report("impossible");
  }

  private report(state: CopyState): void {
    const isNew = state !== this.state;
    this.state = state;
    if (isNew) this.onChange();
  }
}
