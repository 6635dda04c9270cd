/** The uploads of this tab. They go on while the person is at another screen. At most three files are sent at once. */

import type { Client } from "../api/client.ts";
import type { Picture } from "../api/types.ts";
import type { Target } from "./announcement.ts";
import { browserEnvironment, type Environment } from "./environment.ts";
import { checkFile } from "./file-check.ts";
import { isCut, isFinal } from "./upload-errors.ts";
import { PictureUpload, type Watcher } from "./upload.ts";

const MAX_SENDING = 3;
/** Milliseconds of sending before the rest of the time is guessed. */
const WARM_UP = 1_000;

/** `waiting`: for its turn. `processing`: the file is there. `failed`: another try may help; `refused`: none will. */
export type UploadStage = "waiting" | "sending" | "processing" | "ready" | "failed" | "refused";

/** An upload as it is shown. Sizes in bytes. A changed one is another object. */
export interface UploadItem {
  key: number;
  name: string;
  size: number;
  stage: UploadStage;
  sent: number;
  secondsLeft: number | null;
  /** Id of the picture, once it is announced. */
  picture: string | null;
  /** Id of the picture that gets the file. */
  replaces: string | null;
  error: unknown;
}

interface Entry {
  file: Blob;
  name: string | undefined;
  target: Target | null;
  abort: AbortController;
  settle: (picture: Picture | null) => void;
  /** What is known after the first check. */
  upload?: PictureUpload;
  running?: Promise<void>;
}

export interface QueuedUpload {
  key: number;
  /** The picture that readers can see; null if the upload was refused or cancelled. */
  done: Promise<Picture | null>;
}

export class UploadQueue {
  items: readonly UploadItem[] = [];
  private readonly entries = new Map<number, Entry>();
  private readonly listeners = new Set<() => void>();
  private readonly readyListeners = new Set<(picture: Picture) => void>();
  private lastKey = 0;

  constructor(
    private readonly client: Client,
    private readonly environment: Environment = browserEnvironment,
  ) {}

  /** Whether closing the page would end an upload. A failed one has its file here only. */
  get isBusy(): boolean {
    return this.items.some(({ stage }) => stage !== "ready" && stage !== "refused");
  }

  /** Calls at each change. Returns a function that ends that. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls with each picture that readers can see from now on. */
  subscribeReady(listener: (picture: Picture) => void): () => void {
    this.readyListeners.add(listener);
    return () => this.readyListeners.delete(listener);
  }

  /** `target`: the picture that gets the file. `name`: in place of that of the file. */
  add(file: Blob, { target = null, name }: { target?: Target | null; name?: string } = {}): QueuedUpload {
    // A batch that has ended makes room for the next one.
    if (!this.isBusy) this.items = [];
    const key = ++this.lastKey;
    const shown = name ?? (file instanceof File ? file.name : "");
    this.items = [...this.items, { key, name: shown, size: file.size, stage: "waiting", sent: 0, secondsLeft: null, picture: null, replaces: target?.id ?? null, error: undefined }];
    const done = new Promise<Picture | null>((settle) => {
      this.entries.set(key, { file, name, target, abort: new AbortController(), settle });
    });
    this.notify();
    this.startNext();
    return { key, done };
  }

  /** End an upload, or remove one that has ended. */
  cancel(key: number): void {
    const entry = this.entries.get(key);
    this.entries.delete(key);
    this.items = this.items.filter((item) => item.key !== key);
    this.notify();
    if (entry) {
      entry.abort.abort();
      entry.settle(null);
      // An announcement that is on its way is removed when its answer is there.
      void (entry.running ?? Promise.resolve()).then(() => entry.upload?.abandon());
    }
    this.startNext();
  }

  /** Try one again that has failed. */
  retry(key: number): void {
    if (this.find(key)?.stage !== "failed") return;
    this.change(key, { stage: "waiting", sent: 0, error: undefined });
    this.startNext();
  }

  /** The connection is there again: try again what it has cut off. */
  retryCut(): void {
    for (const { key, error } of this.items) if (isCut(error)) this.retry(key);
  }

  private find(key: number): UploadItem | undefined {
    return this.items.find((item) => item.key === key);
  }

  private change(key: number, changes: Partial<UploadItem>): void {
    this.items = this.items.map((item) => (item.key === key ? { ...item, ...changes } : item));
    this.notify();
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }

  private startNext(): void {
    for (const { key, stage } of this.items) {
      const entry = this.entries.get(key);
      if (stage !== "waiting" || !entry) continue;
      if (this.items.filter((item) => item.stage === "sending").length >= MAX_SENDING) return;
      this.change(key, { stage: "sending" });
      entry.running = this.run(key, entry);
    }
  }

  private async run(key: number, entry: Entry): Promise<void> {
    try {
      entry.upload ??= await this.prepare(key, entry);
      const picture = await entry.upload.run(entry.abort.signal, this.watch(key, entry.upload));
      this.entries.delete(key);
      this.change(key, { stage: "ready", picture: picture.id });
      entry.settle(picture);
      for (const listener of this.readyListeners) listener(picture);
    } catch (error) {
      if (!entry.abort.signal.aborted) this.fail(key, entry, error);
    } finally {
      this.startNext();
    }
  }

  private async prepare(key: number, { file, name, target }: Entry): Promise<PictureUpload> {
    const request = await checkFile(file, name);
    this.change(key, { name: request.name });
    return new PictureUpload(this.client, file, request, target, this.environment);
  }

  private fail(key: number, entry: Entry, error: unknown): void {
    const stage = isFinal(error) ? "refused" : "failed";
    this.change(key, { stage, error, picture: entry.upload?.id ?? null });
    if (stage === "failed") return;
    this.entries.delete(key);
    entry.settle(null);
  }

  private watch(key: number, upload: PictureUpload): Watcher {
    let startedAt: number | null = null;
    return {
      onSending: (sent) => {
        const now = this.environment.now();
        startedAt ??= now;
        this.change(key, { sent, picture: upload.id ?? null, secondsLeft: this.guess(key, sent, now - startedAt) });
      },
      onArrived: () => {
        this.change(key, { stage: "processing", picture: upload.id ?? null, secondsLeft: null });
        this.startNext();
      },
    };
  }

  /** Seconds until the file is sent; null while nobody can know. */
  private guess(key: number, sent: number, elapsed: number): number | null {
    const size = this.find(key)?.size ?? 0;
    return elapsed < WARM_UP || !sent ? null : Math.ceil(((size - sent) / sent) * (elapsed / 1_000));
  }
}
