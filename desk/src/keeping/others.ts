/** Who else has text of an article that is not saved. */

import type { AutosaveNote } from "../api/types.ts";

/** Milliseconds after an autosave in which its person counts as writing. */
const WRITING = 120_000;

export interface OtherText extends AutosaveNote {
  /** Otherwise that person has text that is not saved. */
  isWriting: boolean;
}

/**
 * One entry for each other person, the latest first. `now` is the time of the server, in milliseconds since 1970, since
 * the clock of the device may be wrong.
 */
export function listOthers(notes: readonly AutosaveNote[], me: string, now: number): OtherText[] {
  const latest = new Map<string, AutosaveNote>();
  for (const note of notes) {
    if (note.by.id !== me && note.at > (latest.get(note.by.id)?.at ?? "")) latest.set(note.by.id, note);
  }
  const sorted = [...latest.values()].sort((one, other) => (one.at < other.at ? 1 : -1));
  return sorted.map((note) => ({ ...note, isWriting: now - Date.parse(note.at) < WRITING }));
}
