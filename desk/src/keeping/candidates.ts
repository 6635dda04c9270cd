/** Texts of a person that may be newer than the version of an article. */

import type { AutosaveNote, Draft } from "../api/types.ts";
import type { Copy, Leftover } from "./copies.ts";
import { digestChanges } from "./fields.ts";
import { findOwnSave } from "./own-save.ts";
import type { ArticleRequests, Version } from "./requests.ts";
import { WorkingText } from "./working-text.ts";

/** Versions after that of a copy in which its text is looked for. */
const MOST_VERSIONS = 5;

export interface Candidate {
  source: "device" | "autosave";
  draft: Draft;
  /** The text of the version `basedOn`. */
  base: Draft;
  basedOn: number;
  /** When the server got it, by its clock; null if it has not. */
  at: string | null;
  copy: Copy | null;
  /** What the server has of it. */
  acknowledged?: Draft;
}

/**
 * Copies on this device first; of autosaves those that are not former states of a copy. `leftovers` are autosaves whose
 * words the version has.
 */
export async function findCandidates(current: Version, copies: readonly Copy[], requests: ArticleRequests): Promise<{ candidates: Candidate[]; leftovers: Leftover[] }> {
  const unsaved = copies.filter((copy) => copy.server !== "version");
  const device = await Promise.all(unsaved.map((copy) => readCopy(copy, current, requests)));
  const own = (current.article.autosaves ?? []).filter((note) => note.by.id === requests.person);
  const found = await Promise.all(own.map((note) => readAutosave(note, current, requests)));
  const autosaves = found.filter((autosave) => autosave !== null).filter((autosave) => !device.some((copy) => absorb(copy, autosave)));
  const old = autosaves.filter((autosave) => copies.some((copy) => hasLeft(copy, autosave)));
  return { candidates: [...device, ...autosaves.filter((autosave) => !old.includes(autosave))], leftovers: old.map(describeLeftover) };
}

/** An autosave that is to be ended, if it is still the same. */
export function describeLeftover({ base, basedOn, draft }: Candidate): Leftover {
  return { version: basedOn, base, sent: [digestChanges(base, draft)] };
}

/** Whether the tab of a copy has sent the autosave, and saved a later version that has it. */
function hasLeft(copy: Copy, { base, basedOn, draft }: Candidate): boolean {
  return copy.left.some(({ version, sent }) => version === basedOn && sent.includes(digestChanges(base, draft)));
}

/** A copy, from the version on that has a save of it: the answer may never have come, or another device has saved. */
async function readCopy(copy: Copy, current: Version, requests: ArticleRequests): Promise<Candidate> {
  const candidate: Candidate = { source: "device", draft: copy.draft, base: copy.base, basedOn: copy.based_on, at: null, copy };
  const drafts = copy.server === "autosave" ? [copy.draft, ...copy.saving] : copy.saving;
  const { article, base, based_on: basedOn } = copy;
  const own = await findOwnSave({ article, base, basedOn, drafts }, current, requests, MOST_VERSIONS);
  if (!own) return candidate;
  const text = new WorkingText({ draft: copy.draft, base, basedOn });
  text.rebase(own.made, own.version, own.sent);
  return { ...candidate, draft: text.draft, base: text.base, basedOn: own.version };
}

async function readAutosave(note: AutosaveNote, current: Version, requests: ArticleRequests): Promise<Candidate | null> {
  const { id, version } = current.article;
  const autosave = await requests.readAutosave(id, note.based_on);
  if (!autosave) return null;
  const base = note.based_on === version ? current.draft : (await requests.readRevision(id, note.based_on)).draft;
  return { source: "autosave", draft: autosave.draft, base, basedOn: note.based_on, at: autosave.at, copy: null, acknowledged: autosave.draft };
}

/** Whether a copy has come of an autosave: it has sent it, so it has newer words. */
function absorb(device: Candidate, autosave: Candidate): boolean {
  const { copy } = device;
  if (copy?.based_on !== autosave.basedOn || !copy.sent.includes(digestChanges(copy.base, autosave.draft))) return false;
  if (device.basedOn === autosave.basedOn) Object.assign(device, { at: autosave.at, acknowledged: autosave.draft });
  return true;
}
