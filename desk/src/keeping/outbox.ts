/** Sends texts that are on this device only and open in no tab, such as those that were written offline. */

import { isPassing, SignedOut } from "../api/problem.ts";
import { StorageUnavailable } from "../storage.ts";
import type { Copies } from "./copies.ts";
import type { Clock } from "./environment.ts";
import type { ArticleRequests } from "./requests.ts";
import { Writing } from "./writing.ts";

/**
 * Send each of them as an autosave, or make its article. Texts that contradict a version wait until the article is
 * opened. Returns the articles whose texts the server has now. To be called after the sign-in, and when the network is
 * back.
 */
export async function sendUnsent(requests: ArticleRequests, copies: Copies, clock: Clock): Promise<string[]> {
  const sent: string[] = [];
  try {
    const unsent = await copies.listUnsent(requests.person);
    for (const article of new Set(unsent.map((copy) => copy.article))) {
      const id = await send(article, { requests, copies, clock });
      if (id) sent.push(id);
    }
  } catch (error) {
    // Without storage there is nothing to send; without network or sign-in the next call tries again.
    if (!(error instanceof StorageUnavailable || error instanceof SignedOut || isPassing(error))) throw error;
  }
  return sent;
}

async function send(article: string, options: { requests: ArticleRequests; copies: Copies; clock: Clock }): Promise<string | null> {
  const writing = await Writing.open({ ...options, article });
  const { keeper, opened } = writing;
  const isOpenElsewhere = keeper.state.kind === "read only";
  if (isOpenElsewhere || opened.error || opened.opening.conflict || opened.apart.length) {
    keeper.stopWriting();
    await writing.end();
    return null;
  }
  return (await writing.end()) ? keeper.article : null;
}
