/** Finds the version that a save has made whose answer never came. */

import type { Draft } from "../api/types.ts";
import { findDifferences, isSame } from "./fields.ts";
import type { ArticleRequests, Version } from "./requests.ts";

export interface OwnSave {
  version: number;
  /** The text of that version. */
  made: Draft;
  /** What was sent. */
  sent: Draft;
}

/** Drafts that were, or may have been, saved upon the version `basedOn` with the text `base`. */
export interface Saves {
  article: string;
  base: Draft;
  basedOn: number;
  drafts: readonly Draft[];
}

/** The first of the next `most` versions that this person has made and that has all that one of the drafts changed. */
export async function findOwnSave({ article, base, basedOn, drafts }: Saves, current: Version, requests: ArticleRequests, most = 1): Promise<OwnSave | null> {
  const last = drafts.length ? Math.min(current.article.version, basedOn + most) : 0;
  for (let version = basedOn + 1; version <= last; version += 1) {
    const isPresent = version === current.article.version;
    const made = isPresent ? { draft: current.draft, by: current.article.changed_by.id } : await requests.readRevision(article, version);
    const sent = drafts.find((draft) => findDifferences(base, draft).every((field) => isSame(field, draft, made.draft)));
    if (sent && made.by === requests.person) return { version, made: made.draft, sent };
  }
  return null;
}
