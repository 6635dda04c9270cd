/** Marks the words that differ between two texts. */

import { diffWordsWithSpace } from "diff";

export interface MarkedRun {
  text: string;
  change: "same" | "removed" | "added";
}

export function markWords(before: string, after: string): MarkedRun[] {
  return diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({ text: value, change: added ? "added" : removed ? "removed" : "same" }));
}

/** The words of `after`: those that `before` lacks are `added`. */
export function markNewWords(before: string, after: string): MarkedRun[] {
  return markWords(before, after).filter(({ change }) => change !== "removed");
}
