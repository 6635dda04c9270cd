import type { Clock } from "../../../src/keeping/environment.ts";

interface Timer {
  at: number;
  task: () => void;
}

/** Time that passes only in `advance`. The device's clock may be set to anything. */
export class FakeClock implements Clock {
  private time = 1_000;
  private readonly timers = new Set<Timer>();
  date = Date.UTC(2026, 10, 30, 12);

  now(): number {
    return this.time;
  }

  readDate(): number {
    return this.date;
  }

  schedule(milliseconds: number, task: () => void): () => void {
    const timer = { at: this.time + Math.max(0, milliseconds), task };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await settle();
    for (let next = this.findNext(end); next; next = this.findNext(end)) {
      this.timers.delete(next);
      this.date += next.at - this.time;
      this.time = next.at;
      next.task();
      await settle();
    }
    this.date += end - this.time;
    this.time = end;
  }

  private findNext(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    return first;
  }
}

/** Let all promises that can be settled settle. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
