/** What differs between two drafts, in the form in which the API compares two versions. */

import { diffArrays } from "diff";
import type { FieldChange, Hunk, Paragraph } from "../api/revisions.ts";
import type { Draft } from "../api/types.ts";
import { findDifferences } from "../keeping/fields.ts";
import { digestBlock, splitBlocks } from "../keeping/join/blocks.ts";

export function compareDrafts(before: Draft, after: Draft): FieldChange[] {
  return findDifferences(before, after).map((field) =>
    field === "body" ? { field, hunks: compareBodies(before.body ?? "", after.body ?? "") } : { field, before: before[field] ?? null, after: after[field] ?? null },
  );
}

/** Blocks that differ and follow each other are a hunk. */
function compareBodies(before: string, after: string): Hunk[] {
  const isSame = (one: string, other: string) => digestBlock(one) === digestBlock(other);
  const hunks: Hunk[] = [];
  let open: Paragraph[] | null = null;
  let [beforeStart, afterStart] = [1, 1];
  for (const { value, added, removed } of diffArrays(splitBlocks(before), splitBlocks(after), { comparator: isSame })) {
    if (!added && !removed) open = null;
    else {
      if (!open) hunks.push({ before_start: beforeStart, after_start: afterStart, paragraphs: (open = []) });
      open.push(...value.map((text): Paragraph => ({ change: added ? "added" : "removed", text })));
    }
    if (!added) beforeStart += value.length;
    if (!removed) afterStart += value.length;
  }
  return hunks;
}
