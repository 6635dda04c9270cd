/** What keeping needs of the browser, so that tests can take its place. */

import { StorageUnavailable } from "../storage.ts";

export interface Clock {
  /** Milliseconds since some moment. Never goes back, whatever the clock of the device shows. */
  now(): number;
  /** What the clock of the device shows, in milliseconds since 1970. It may be wrong by years. */
  readDate(): number;
  /** Run a task after some milliseconds. Returns a function that cancels it. */
  schedule(milliseconds: number, task: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => performance.now(),
  readDate: () => Date.now(),
  schedule(milliseconds, task) {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A database of entries by key, as `storage` is for one store. */
export interface Entries {
  list(prefix: string): Promise<[key: string, value: unknown][]>;
  write(key: string, value: unknown): Promise<unknown>;
  remove(key: string): Promise<unknown>;
}

/** Run one piece of work after the other, in the order of the calls. */
export class Queue {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

/** Show an error that is a fault of the program to whoever watches the page, and go on keeping the text. */
export function reportFault(error: unknown): void {
  if (error instanceof StorageUnavailable) return;
  queueMicrotask(() => {
    throw error;
  });
}
