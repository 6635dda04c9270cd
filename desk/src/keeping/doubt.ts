/** What the server may still do with requests whose answers were lost. */

import { Problem } from "../api/problem.ts";
import type { Clock } from "./environment.ts";
import { isWorthRetrying } from "./retry.ts";

/** Milliseconds after which the API carries out no request any more. */
const SETTLING = 35_000;
/** Statuses of failures in which nothing was carried out. */
const UNTOUCHED = [408, 409, 429, 503];

/** Whether the request may have been carried out, or may still be. */
export function isLostAnswer(error: unknown): boolean {
  return isWorthRetrying(error) && !(error instanceof Problem && UNTOUCHED.includes(error.status));
}

export class Doubt {
  private until = 0;
  private cancel: (() => void) | null = null;

  /** `onEnd` is called when the server does nothing any more of its own accord. */
  constructor(
    private readonly clock: Clock,
    private readonly onEnd: () => void,
  ) {}

  begin(): void {
    this.stop();
    this.until = this.clock.now() + SETTLING;
    this.cancel = this.clock.schedule(SETTLING, this.onEnd);
  }

  /** Milliseconds until its end. */
  getRest(): number {
    return Math.max(0, this.until - this.clock.now());
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }
}
