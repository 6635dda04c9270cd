/** What the bar says about the text that is being written. */

import type { Joined } from "./join/places.ts";
import type { FieldErrors } from "./refusals.ts";

export type StateKind =
  /** The version has all of it. */
  | "saved"
  /** Not sent yet: soon. */
  | "changed"
  /** An autosave is on its way. */
  | "keeping"
  | "saving"
  /** An autosave has all of it. */
  | "kept apart"
  /** An autosave has all but the fields in `errors`; or the API takes nothing, for the reason in `reason`. */
  | "refused"
  /** The server fails, or cannot be reached. Is tried again. */
  | "on this device only"
  | "offline"
  | "signed out"
  /** Neither this device nor the server has it: only this page. */
  | "nowhere"
  /** The article is in the bin, or purged. */
  | "gone"
  /** The version of somebody else contradicts it. */
  | "conflict"
  /** Another tab writes. */
  | "read only";

export interface KeepingState {
  kind: StateKind;
  /** When the server got what it has, by its clock; null if it has nothing. */
  at: string | null;
  errors: FieldErrors;
  reason: string | null;
  /** Whether this device keeps copies. False in private windows and if the disk is full: to be said once. */
  hasStorage: boolean;
  conflict: Joined | null;
}

export interface Facts {
  isChanged: boolean;
  isOwed: boolean;
  sending: "autosave" | "save" | null;
  hasStorage: boolean;
  isOnline: boolean;
  isSignedIn: boolean;
  isGone: boolean;
  isReader: boolean;
  isFailing: boolean;
  /** Why the API takes nothing of it; null if it does. */
  reason: string | null;
  errors: FieldErrors;
  at: string | null;
  conflict: Joined | null;
}

export function describeState(facts: Facts): KeepingState {
  const { at, errors, reason, hasStorage, conflict } = facts;
  return { kind: findKind(facts), at, errors, reason, hasStorage, conflict };
}

function findKind(facts: Facts): StateKind {
  if (facts.isReader) return "read only";
  const isStuck = !facts.isOnline || !facts.isSignedIn || facts.isGone || facts.isFailing || facts.reason !== null;
  if (facts.isOwed && isStuck && !facts.hasStorage) return "nowhere";
  if (facts.isGone) return "gone";
  if (!facts.isSignedIn) return "signed out";
  if (facts.sending === "save") return "saving";
  if (facts.conflict) return "conflict";
  if (facts.isOwed && !facts.isOnline) return "offline";
  if (facts.reason !== null || Object.keys(facts.errors).length) return "refused";
  if (facts.isOwed && facts.isFailing) return "on this device only";
  if (facts.isOwed) return facts.sending ? "keeping" : "changed";
  return facts.isChanged ? "kept apart" : "saved";
}

/** Whether the text would go with the page. */
export function isAtRisk({ kind, hasStorage }: KeepingState): boolean {
  return kind === "nowhere" || (!hasStorage && ["changed", "keeping", "saving"].includes(kind));
}

export function isSameState(one: KeepingState, other: KeepingState): boolean {
  return (
    one.kind === other.kind &&
    one.at === other.at &&
    one.reason === other.reason &&
    one.hasStorage === other.hasStorage &&
    one.conflict === other.conflict &&
    JSON.stringify(one.errors) === JSON.stringify(other.errors)
  );
}
