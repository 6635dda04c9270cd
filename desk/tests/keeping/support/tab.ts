import type { Client } from "../../../src/api/client.ts";
import type { Draft } from "../../../src/api/types.ts";
import { Copies } from "../../../src/keeping/copies.ts";
import type { Clock, Entries } from "../../../src/keeping/environment.ts";
import type { Joined } from "../../../src/keeping/join/places.ts";
import { Keeper, type KeeperOptions } from "../../../src/keeping/keeper.ts";
import { openArticle, type Opened } from "../../../src/keeping/opening.ts";
import { ArticleRequests } from "../../../src/keeping/requests.ts";
import type { KeepingState } from "../../../src/keeping/state.ts";
import type { FakeApi } from "./fake-api.ts";
import type { FakeClock } from "./fake-clock.ts";

const NEVER = new Promise<never>(() => undefined);

/** A tab of a browser. After `kill` nothing of it runs any more; what it has sent is on its way. */
export class Tab {
  private isAlive = true;
  keeper!: Keeper;
  opened: Opened | null = null;
  readonly states: KeepingState[] = [];
  readonly joins: (Joined | null)[] = [];
  readonly requests: ArticleRequests;
  readonly copies: Copies;

  constructor(
    readonly name: string,
    api: FakeApi,
    private readonly clock: FakeClock,
    entries: Entries,
    readonly person = "me",
  ) {
    this.requests = new ArticleRequests(this.guardClient(api), this.guardClock(), person);
    this.copies = new Copies(this.guardEntries(entries));
  }

  async open(id: string, options: Partial<KeeperOptions> = {}): Promise<this> {
    this.opened = await this.finish(openArticle(id, this.requests, this.copies));
    const { opening, superseded, saved } = this.opened;
    return this.start(id, { opening, superseded, saved, ...options });
  }

  start(article: string, options: Partial<KeeperOptions> & Pick<KeeperOptions, "opening">): this {
    this.keeper = new Keeper({ requests: this.requests, copies: this.copies, clock: this.guardClock(), article, tab: this.name, ...options });
    this.keeper.onState = (state) => this.states.push(state);
    this.keeper.onText = (_, joined) => this.joins.push(joined);
    return this;
  }

  type(fields: Partial<Draft>): void {
    const draft = { ...this.keeper.draft, ...fields };
    this.keeper.change(() => draft);
  }

  kill(): void {
    this.isAlive = false;
  }

  /** The result of something that takes time. */
  async finish<T>(work: Promise<T>, longest = 300_000): Promise<T> {
    let isDone = false;
    const done = work.finally(() => (isDone = true));
    done.catch(() => undefined);
    for (let waited = 0; !isDone && waited < longest; waited += 500) await this.clock.advance(500);
    return done;
  }

  private guard<T>(work: Promise<T>): Promise<T> {
    return this.isAlive ? work.then((value) => (this.isAlive ? value : NEVER), (error) => (this.isAlive ? Promise.reject(error) : NEVER)) : NEVER;
  }

  private guardClient(api: FakeApi): Pick<Client, "send"> {
    const client = api.connect(this.person);
    return { send: (method, path, options) => (this.isAlive ? this.guard(client.send(method, path, options)) : NEVER) };
  }

  private guardEntries(entries: Entries): Entries {
    return {
      list: (prefix) => this.guard(entries.list(prefix)),
      write: (key, value) => (this.isAlive ? this.guard(entries.write(key, value)) : NEVER),
      remove: (key) => (this.isAlive ? this.guard(entries.remove(key)) : NEVER),
    };
  }

  private guardClock(): Clock {
    const { clock } = this;
    return { now: () => clock.now(), readDate: () => clock.readDate(), schedule: (milliseconds, task) => clock.schedule(milliseconds, () => this.isAlive && task()) };
  }
}
