/** An article that is open in this tab, from its opening to its end: the lock, the text, and what keeps it. */

import { createLocalName, isLocalName, type Copies } from "./copies.ts";
import { reportFault, type Clock } from "./environment.ts";
import type { Draft } from "../api/types.ts";
import { Keeper } from "./keeper.ts";
import { openArticle, openCopy, type Opened } from "./opening.ts";
import type { ArticleRequests } from "./requests.ts";
import { ArticleLock } from "./tabs.ts";

/** The article was begun on another device, or not kept: there is nothing under its name. */
export class NotOnDevice extends Error {}

export interface WritingOptions {
  requests: ArticleRequests;
  copies: Copies;
  clock: Clock;
  /** Id of the article, or the name of one that the server does not have yet. */
  article: string;
  isOnline?: boolean;
}

export class Writing {
  /** Called when this tab begins or ceases to write: `keeper` and `opened` are other ones then, and so is the text. */
  onReopened: () => void = () => undefined;
  /** Called when the tab that wrote has ended, so that this one can. */
  onFree: () => void = () => undefined;

  /** The page is being left: an id that comes now is for nobody. */
  private isEnding = false;

  private constructor(
    private readonly options: WritingOptions,
    private readonly tab: string,
    private lock: ArticleLock,
    public keeper: Keeper,
    public opened: Opened,
  ) {}

  /** Open an article; `keeper.article` is its id, if it has got one. If another tab writes it, this one reads. Raises what `openArticle` raises. */
  static async open(options: WritingOptions): Promise<Writing> {
    const article = await resolve(options);
    return Writing.start({ ...options, article }, crypto.randomUUID(), () => find(article, options));
  }

  /** Begin an article that the server does not have: it gets its id as soon as there is something to keep. */
  static async begin(draft: Draft, options: Omit<WritingOptions, "article">): Promise<Writing> {
    const opening = { draft, base: draft, basedOn: 0 };
    const opened: Opened = { article: null, error: null, opening, source: "device", joined: null, apart: [], superseded: [], saved: [], serverTime: null };
    return Writing.start({ ...options, article: createLocalName() }, crypto.randomUUID(), async () => opened);
  }

  private static async start(options: WritingOptions, tab: string, load: () => Promise<Opened>): Promise<Writing> {
    let writing: Writing | null = null;
    const lock = createLock(options.article, tab, options.clock, () => writing);
    const isReader = !(await lock.take());
    try {
      const opened = await load();
      writing = new Writing(options, tab, lock, createKeeper(options, tab, opened, isReader), opened);
    } catch (error) {
      lock.end();
      throw error;
    }
    writing.keeper.onCreated = (id) => writing?.follow(id);
    if (isReader) lock.watch();
    return writing;
  }

  /** Let this tab write instead of the one that does. Raises what `openArticle` raises, and reads on then. */
  async writeHere(): Promise<void> {
    await this.lock.ask();
    const { article } = this.keeper;
    try {
      this.opened = await find(article, this.options);
    } catch (error) {
      this.lock.yield();
      this.lock.watch();
      throw error;
    }
    this.keeper = createKeeper({ ...this.options, article }, this.tab, this.opened, false, true);
    this.keeper.onCreated = (id) => this.follow(id);
    this.onReopened();
  }

  /** The page is left. Returns whether the server has all of the text. */
  async end(): Promise<boolean> {
    this.isEnding = true;
    const isSent = await this.keeper.close();
    this.lock.end();
    return isSent;
  }

  /** A new article has its id: other tabs may open it from now on. */
  private follow(id: string): void {
    if (this.isEnding) return;
    this.lock.end();
    this.lock = createLock(id, this.tab, this.options.clock, () => this);
    this.lock.take().catch(reportFault);
  }
}

/** An address may still have the name that an article had before its id. */
async function resolve({ requests, copies, article }: WritingOptions): Promise<string> {
  try {
    return await copies.resolve(requests.person, article);
  } catch (error) {
    reportFault(error);
    return article;
  }
}

async function find(article: string, { requests, copies }: WritingOptions): Promise<Opened> {
  if (!isLocalName(article)) return openArticle(article, requests, copies);
  const [copy] = await copies.list(requests.person, article);
  if (!copy) throw new NotOnDevice();
  return openCopy(copy);
}

function createKeeper(options: WritingOptions, tab: string, opened: Opened, isReader: boolean, isSuccessor = false): Keeper {
  const { opening, superseded, saved } = opened;
  return new Keeper({ ...options, opening, superseded, saved, tab, isReader, isSuccessor });
}

function createLock(article: string, tab: string, clock: Clock, getWriting: () => Writing | null): ArticleLock {
  return new ArticleLock(article, tab, clock, {
    onAsked: async () => getWriting()?.keeper.yield(),
    onLost: () => getWriting()?.keeper.stopWriting(),
    onFree: () => getWriting()?.onFree(),
    onLate: () => getWriting()?.keeper.doubt(),
  });
}
