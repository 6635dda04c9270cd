/** Ends texts at the server that this tab left there, and whose words a later version has. */

import type { Leftover } from "./copies.ts";
import { digestChanges } from "./fields.ts";
import type { ArticleRequests } from "./requests.ts";

/**
 * The server ends a text with the save that has it, but not one that was joined, or that came late. It is ended only if
 * it is to the letter what this tab has sent: with the same version, a telephone may write the same text.
 */
export async function endLeftovers(id: string, leftovers: readonly Leftover[], requests: ArticleRequests): Promise<void> {
  for (const { version, base, sent } of leftovers) {
    const autosave = await requests.readAutosave(id, version);
    if (autosave && sent.includes(digestChanges(base, autosave.draft))) await requests.endAutosave(id, version);
  }
}
