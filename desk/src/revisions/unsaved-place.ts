/** The address of text that is not saved, among the versions of its article. */

import type { AutosaveNote } from "../api/types.ts";
import { formatPlace, type Place } from "../app/router.ts";

/** Whose text, and the version with which it was begun. */
export interface UnsavedPlace {
  person: string;
  basedOn: number;
}

/** `#/articles/01K…/revisions/unsaved/<person>/7` */
export function formatUnsaved(article: string, { by, based_on: basedOn }: AutosaveNote): string {
  return formatPlace("articles", [article, "revisions", "unsaved", by.id, String(basedOn)]);
}

/** Null if the place is that of a version. */
export function parseUnsaved({ path }: Place): UnsavedPlace | null {
  const [, , kind, person, version] = path;
  return kind === "unsaved" && person ? { person, basedOn: Number(version) } : null;
}
