/** One tab at a time writes an article: a lock of the browser, and messages between the tabs of one person. */

import { reportFault, type Clock } from "./environment.ts";

/** Milliseconds between two looks of a tab that reads: whether one still writes. */
const LOOK = 2_000;
/** Milliseconds that a tab has to write what it has and to give way. A frozen one never does. */
const PATIENCE = 3_000;

type Message = { kind: "ask"; tab: string } | { kind: "yielded"; to: string } | { kind: "free" | "lost" };

export interface TabEvents {
  /** Another tab wants to write: bring the text to where that tab finds it. This tab reads when it resolves. */
  onAsked(): Promise<void>;
  /** Another tab has taken the lock without an answer: this one was frozen, or too slow. It reads from now on. */
  onLost(): void;
  /** The tab that wrote has ended, or was killed. */
  onFree(): void;
  /** The tab that wrote before was frozen, and has noticed only now that it reads: it may have sent older text. */
  onLate(): void;
}

/** The lock of one article. Other articles have locks of their own. */
export class ArticleLock {
  private release: (() => void) | null = null;
  private readonly name: string;
  private readonly channel: BroadcastChannel;
  private onYielded: (() => void) | null = null;
  private isYielding = false;
  private isWatching = false;

  /** A lock that is granted after the end is let go at once. */
  private isEnded = false;

  constructor(
    article: string,
    private readonly tab: string,
    private readonly clock: Clock,
    private readonly events: TabEvents,
    private readonly locks: LockManager = navigator.locks,
  ) {
    this.name = `article/${article}`;
    this.channel = new BroadcastChannel(`gazette-desk/${this.name}`);
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => void this.receive(data);
  }

  get isHeld(): boolean {
    return this.release !== null;
  }

  /** Take the lock if no other tab has it. */
  take(): Promise<boolean> {
    return this.request({ ifAvailable: true });
  }

  /** Take the lock from the tab that has it: `yielded` if that tab has given way, `taken` if it does not answer. */
  async ask(): Promise<"yielded" | "taken"> {
    if (await this.take()) return "yielded";
    const hasYielded = await this.askHolder();
    if (hasYielded && (await this.take())) return "yielded";
    await this.request({ steal: true });
    return hasYielded ? "yielded" : "taken";
  }

  /** Look for the end of the tab that writes, until this one does. A tab that is killed says nothing. */
  watch(): void {
    if (this.isWatching || this.isHeld || this.isEnded) return;
    this.isWatching = true;
    this.clock.schedule(LOOK, () => void this.look().catch(reportFault));
  }

  /** Let others write. */
  yield(): void {
    const wasHeld = this.isHeld;
    this.let();
    if (wasHeld) this.send({ kind: "free" });
  }

  end(): void {
    this.isEnded = true;
    this.yield();
    this.channel.close();
  }

  private async look(): Promise<void> {
    const { held = [] } = await this.locks.query();
    const isFree = !held.some(({ name }) => name === this.name);
    this.isWatching = false;
    if (isFree && !this.isHeld && !this.isEnded) this.events.onFree();
    this.watch();
  }

  private let(): void {
    this.release?.();
    this.release = null;
  }

  /** Resolves when the lock is held, or cannot be. It is held until `release` is called. */
  private request(options: LockOptions): Promise<boolean> {
    return new Promise<boolean>((resolve, reject) => {
      const hold = (lock: Lock | null): Promise<void> | undefined => {
        const isHeld = lock !== null && !this.isEnded;
        resolve(isHeld);
        return isHeld ? new Promise<void>((release) => (this.release = release)) : undefined;
      };
      this.locks.request(this.name, options, hold).catch((error: unknown) => {
        // The browser says so to the tab that loses it.
        if (this.isHeld) this.lose();
        else reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  private lose(): void {
    this.release = null;
    this.send({ kind: "lost" });
    this.events.onLost();
    this.watch();
  }

  private askHolder(): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (hasYielded: boolean): void => {
        cancel();
        this.onYielded = null;
        resolve(hasYielded);
      };
      const cancel = this.clock.schedule(PATIENCE, () => end(false));
      this.onYielded = () => end(true);
      this.send({ kind: "ask", tab: this.tab });
    });
  }

  private async receive(data: unknown): Promise<void> {
    if (!isMessage(data)) return;
    if (data.kind === "free") this.events.onFree();
    if (data.kind === "lost" && this.isHeld) this.events.onLate();
    if (data.kind === "yielded" && data.to === this.tab) this.onYielded?.();
    if (data.kind !== "ask" || !this.isHeld || this.isYielding) return;
    this.isYielding = true;
    await this.events.onAsked();
    this.isYielding = false;
    this.let();
    this.send({ kind: "yielded", to: data.tab });
    this.watch();
  }

  private send(message: Message): void {
    this.channel.postMessage(message);
  }
}

function isMessage(data: unknown): data is Message {
  if (typeof data !== "object" || data === null) return false;
  const [kind, tab, to]: unknown[] = ["kind", "tab", "to"].map((name): unknown => Reflect.get(data, name));
  return kind === "free" || kind === "lost" || (kind === "ask" && typeof tab === "string") || (kind === "yielded" && typeof to === "string");
}
