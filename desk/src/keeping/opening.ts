/**
 * Which text is shown when an article is opened: its version with all that this person has not saved, on this device or
 * at the server. Nothing is compared by time: the clock of a device may be wrong.
 */

import { isPassing, Problem, SignedOut } from "../api/problem.ts";
import type { Article } from "../api/types.ts";
import { StorageUnavailable } from "../storage.ts";
import { describeLeftover, findCandidates, type Candidate } from "./candidates.ts";
import type { Copies, Copy } from "./copies.ts";
import { findDifferences } from "./fields.ts";
import { join } from "./join/join.ts";
import type { Joined } from "./join/places.ts";
import type { Opening } from "./open-article.ts";
import type { ArticleRequests, Version } from "./requests.ts";

export interface Opened {
  /** Null if the server cannot be asked, or does not have it (any more): see `error`. */
  article: Article | null;
  error: unknown;
  /** For the `Keeper`. */
  opening: Opening;
  /** Where most of the text comes from. */
  source: "version" | "device" | "autosave";
  /** What others have saved since the text was begun, if it is in it: to be said. */
  joined: Joined | null;
  /** Other texts of this person that contradict it. They stay where they are. */
  apart: Candidate[];
  /** Copies whose words are in the text: the keeper removes them when it has written its own. */
  superseded: Copy[];
  /** Copies whose words are in the version. */
  saved: Copy[];
  /** When the server answered, by its clock, in milliseconds since 1970; null if it did not. */
  serverTime: number | null;
}

/** Raises what the request raised if this device has no text of the article. */
export async function openArticle(id: string, requests: ArticleRequests, copies: Copies): Promise<Opened> {
  const found = await listCopies(requests.person, id, copies);
  let current: Version & { headers: Headers };
  try {
    current = await requests.read(id);
  } catch (error) {
    const isAbsent = error instanceof Problem && [403, 404, 410].includes(error.status);
    const isSilent = isPassing(error) || error instanceof SignedOut;
    const [unsaved, ...others] = found.filter((each) => each.server !== "version");
    // What the server has in a version is worth something only while it cannot be asked.
    const copy = unsaved ?? (isSilent ? found[0] : undefined);
    if (!copy || !(isSilent || isAbsent)) throw error;
    return { ...openCopy(copy), error, apart: others.map(toCandidate) };
  }
  const { candidates, leftovers } = await findCandidates(current, found, requests);
  const opened = combine(current, candidates);
  opened.opening.leftovers = [...(opened.opening.leftovers ?? []), ...leftovers];
  return { ...opened, serverTime: Date.parse(current.headers.get("date") ?? "") || null };
}

/** A text that the server does not have yet, or cannot be asked about. */
export function openCopy(copy: Copy): Opened {
  const { draft, base, based_on: basedOn, creation, saving, sent } = copy;
  const opening = { draft, base, basedOn, creation, saving, sent };
  return { article: null, error: null, opening, source: "device", joined: null, apart: [], superseded: [copy], saved: [], serverTime: null };
}

async function listCopies(person: string, id: string, copies: Copies): Promise<Copy[]> {
  try {
    const found = await copies.list(person, id);
    return found.sort((one, other) => other.based_on - one.based_on || other.written_at - one.written_at);
  } catch (error) {
    if (error instanceof StorageUnavailable) return [];
    throw error;
  }
}

function toCandidate(copy: Copy): Candidate {
  return { source: "device", draft: copy.draft, base: copy.base, basedOn: copy.based_on, at: null, copy };
}

/** All candidates in one text, as far as they do not contradict each other. */
function combine(current: Version, candidates: readonly Candidate[]): Opened {
  const opened = begin(current);
  let lead: Candidate | null = null;
  for (const candidate of candidates) {
    const joined = join(candidate.draft, candidate.base, current.draft);
    const isNew = findDifferences(joined.draft, current.draft).length > 0;
    if (!isNew && !joined.hasConflicts) include(opened, candidate, opened.saved);
    else if (!lead) take(opened, (lead = candidate), current, joined);
    else if (!add(opened, candidate, joined)) opened.apart.push(candidate);
  }
  return opened;
}

function begin(current: Version): Opened {
  const { article, draft } = current;
  const opening = { draft, base: draft, basedOn: article.version, at: article.changed_at };
  return { article, error: null, opening, source: "version", joined: null, apart: [], superseded: [], saved: [], serverTime: null };
}

/** The words of a candidate are in the text. What the server has of it ends with the save. */
function include(opened: Opened, candidate: Candidate, copies = opened.superseded): void {
  const { copy } = candidate;
  if (copy) copies.push(copy);
  // A copy whose save was found goes on from a later version: its autosaves are those of the earlier one.
  const left = copy ? { version: copy.based_on, base: copy.base, sent: copy.sent } : describeLeftover(candidate);
  if (left.version !== opened.opening.basedOn) (opened.opening.leftovers ??= []).push(left);
}

function take(opened: Opened, candidate: Candidate, current: Version, joined: Joined): void {
  const { draft, base, basedOn, copy, acknowledged } = candidate;
  opened.source = candidate.source;
  opened.opening.at = candidate.at ?? opened.opening.at;
  if (joined.hasConflicts || basedOn === current.article.version) {
    const conflict = joined.hasConflicts ? { joined, mine: draft, current } : undefined;
    Object.assign(opened.opening, { draft, base, basedOn, acknowledged, sent: copy?.sent ?? [], saving: copy?.saving ?? [], conflict } satisfies Opening);
  } else {
    opened.opening.draft = joined.draft;
    opened.joined = joined.isMixed ? joined : null;
  }
  include(opened, candidate);
}

/** Add a second text, begun with whatever version. Returns whether it could be. */
function add(opened: Opened, candidate: Candidate, joined: Joined): boolean {
  const { opening } = opened;
  if (opening.conflict || joined.hasConflicts) return false;
  const both = join(opening.draft, opening.base, joined.draft);
  if (both.hasConflicts) return false;
  opening.draft = both.draft;
  include(opened, candidate);
  return true;
}
