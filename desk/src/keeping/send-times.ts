/** When a text is due at the server: after a pause, and not much later if the person never pauses. */

/** Milliseconds after the last change, and at most after the first one. */
const USUAL = { pause: 2_000, longest: 15_000 };
/** Without a copy on the device. */
const EAGER = { pause: 500, longest: 2_000 };

export class SendTimes {
  private changes: { first: number; last: number } | null = null;

  /** Whether anything has changed since `clear`. */
  get isDue(): boolean {
    return this.changes !== null;
  }

  /** The text has changed. `now` is that of the clock, in milliseconds. */
  want(now: number): void {
    this.changes = { first: this.changes?.first ?? now, last: now };
  }

  /** Send at once. */
  hurry(): void {
    this.changes = { first: Number.NEGATIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  }

  clear(): void {
    this.changes = null;
  }

  /** Milliseconds from now. */
  getDelay(now: number, isEager: boolean): number {
    if (!this.changes) return 0;
    const { pause, longest } = isEager ? EAGER : USUAL;
    return Math.max(0, Math.min(this.changes.last + pause, this.changes.first + longest) - now);
  }
}
