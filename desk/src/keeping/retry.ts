/** When to try again after a failure. */

import { isPassing, Problem } from "../api/problem.ts";

const FIRST = 2_000;
const LONGEST = 60_000;
/** The API may ask for more time than `LONGEST`, but not for hours. */
const LONGEST_ASKED = 300_000;
const TIMEOUT = 408;
const IN_PROGRESS = ":in-progress";

/** Whether the same request may succeed later. Also if an earlier one with the same key is still being carried out. */
export function isWorthRetrying(error: unknown): boolean {
  if (isPassing(error)) return true;
  return error instanceof Problem && (error.status === TIMEOUT || (error.status === 409 && error.document.type.endsWith(IN_PROGRESS)));
}

export class Retry {
  private failures = 0;
  /** Nothing is sent before; in the time of the clock. */
  private asked = 0;
  private until = 0;

  get isFailing(): boolean {
    return this.failures > 0;
  }

  /** Milliseconds from now until the next try. */
  getDelay(now: number): number {
    return Math.max(0, this.until - now);
  }

  fail(error: unknown, now: number): void {
    const pause = Math.min(LONGEST, FIRST * 2 ** this.failures);
    this.failures += 1;
    const seconds = error instanceof Problem ? (error.retryAfter ?? 0) : 0;
    this.asked = now + Math.min(LONGEST_ASKED, seconds * 1000);
    this.until = Math.max(this.asked, now + pause);
  }

  succeed(): void {
    [this.failures, this.asked, this.until] = [0, 0, 0];
  }

  /** The network is back: try at once, but not before the API has asked to. */
  hurry(): void {
    this.until = this.asked;
  }
}
