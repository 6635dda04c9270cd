/** Which words of a text are new, for the marks of the conflict screen. */

import { diffWordsWithSpace } from "diff";
import { readText } from "./blocks.ts";

export interface Run {
  text: string;
  isNew: boolean;
}

/** The text of a block, or of a line, in runs of words that the base has and has not. Both may be HTML. */
export function markNewWords(base: string, text: string): Run[] {
  const changes = diffWordsWithSpace(readText(base), readText(text)).filter((change) => !change.removed);
  return changes.map((change) => ({ text: change.value, isNew: change.added }));
}
