/** Ends texts at the server that this tab left there, and whose words a later version has. */

import { isPassing, SignedOut } from "../api/problem.ts";
import type { Leftover } from "./copies.ts";
import { reportFault, type Clock } from "./environment.ts";
import { digestChanges } from "./fields.ts";
import type { OpenArticle } from "./open-article.ts";
import type { ArticleRequests } from "./requests.ts";

/**
 * The server ends a text with the save that has it, but not one that was joined, or that came late. It is ended only if
 * it is to the letter what this tab has sent: with the same version, a telephone may write the same text.
 */
export class Sweeper {
  private cancel: (() => void) | null = null;

  /** `onDone` is called when the texts are gone. */
  constructor(
    private readonly open: OpenArticle,
    private readonly requests: ArticleRequests,
    private readonly clock: Clock,
    private readonly onDone: () => void,
  ) {}

  /** End them in some milliseconds. */
  plan(delay: number): void {
    if (!this.open.leftovers.length) return;
    this.stop();
    this.cancel = this.clock.schedule(delay, () => void this.sweep());
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private async sweep(): Promise<void> {
    const { leftovers } = this.open;
    try {
      for (const leftover of leftovers) await this.end(leftover);
      this.open.leftovers = this.open.leftovers.filter((leftover) => !leftovers.includes(leftover));
      this.onDone();
    } catch (error) {
      // They stay in the copy: when the article is opened, they are known as old.
      if (!isPassing(error) && !(error instanceof SignedOut)) reportFault(error);
    }
  }

  private async end({ version, base, sent }: Leftover): Promise<void> {
    const autosave = await this.requests.readAutosave(this.open.article, version);
    if (autosave && sent.includes(digestChanges(base, autosave.draft))) await this.requests.endAutosave(this.open.article, version);
  }
}
