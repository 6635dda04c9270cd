/** Where two texts differ from the one that both began with, and what is taken there. */

import type { Changes, Draft } from "../../api/types.ts";
import type { Field } from "../fields.ts";

/** `mine`: what this person writes. `theirs`: what is saved. `base`: the version that both began with. */
export type SideName = "mine" | "base" | "theirs";

/** `conflict`: somebody must decide. Otherwise what was taken by itself, `both` if there is something of both. */
export type Outcome = "mine" | "theirs" | "both" | "conflict";

export interface FieldPlace {
  kind: "field";
  id: string;
  field: Field;
  /** The field's members of a draft; `format` and `body` together. */
  mine: Changes;
  base: Changes;
  theirs: Changes;
  /** What is taken as long as nobody decides; of a conflict that of `mine`. */
  taken: Changes;
  outcome: Outcome;
}

/** Blocks of the body. An empty text is nothing: deleted, or not there yet. */
export interface BlockPlace {
  kind: "block";
  id: string;
  field: "body";
  /** Of the block in the base, from 1. Additions have that of the block which they precede. */
  number: number;
  mine: string;
  base: string;
  theirs: string;
  taken: string;
  outcome: Outcome;
}

export type Place = FieldPlace | BlockPlace;

/** A part of the joined body: what nobody changed, or a place. */
export type Piece = string | BlockPlace;

export interface Joined {
  /** With what was taken by itself. */
  draft: Draft;
  /** All places that are not the same on all sides, in the order of the screen. */
  places: Place[];
  /** The body in parts, if it was joined by blocks. */
  pieces: Piece[];
  hasConflicts: boolean;
  /** Whether there is something of both sides: what a person must be told. */
  isMixed: boolean;
}
