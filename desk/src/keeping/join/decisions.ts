/** What a person decides about the places of a join, and the draft that comes of it. */

import type { Changes, Draft } from "../../api/types.ts";
import { apply } from "../fields.ts";
import { readText } from "./blocks.ts";
import type { BlockPlace, Joined, Place, SideName } from "./places.ts";

/** A side; both texts, mine first, of blocks; or what was written by hand: of a field its members, of a block HTML. */
export type Decision = { take: SideName } | { take: "both" } | { take: "hand"; text: string } | { take: "hand"; changes: Changes };

/** By id of the place. A place that was joined by itself needs none; one for it undoes what was taken. */
export type Decisions = ReadonlyMap<string, Decision>;

export interface Progress {
  decided: number;
  total: number;
}

export function countDecided(joined: Joined, decisions: Decisions): Progress {
  const conflicts = joined.places.filter((place) => place.outcome === "conflict");
  return { decided: conflicts.filter((place) => decisions.has(place.id)).length, total: conflicts.length };
}

/** The joined draft with the decisions. What nobody has decided is as in `mine`. */
export function decide(joined: Joined, decisions: Decisions): Draft {
  let draft = joined.draft;
  for (const place of joined.places) {
    const decision = decisions.get(place.id);
    if (decision && place.kind === "field") draft = apply(draft, chooseChanges(place, decision));
  }
  if (!joined.pieces.length) return draft;
  const write = (place: BlockPlace): string => chooseBlock(place, decisions.get(place.id));
  const body = joined.pieces.map((piece) => (typeof piece === "string" ? piece : write(piece))).join("");
  return { ...draft, body };
}

function chooseChanges(place: Extract<Place, { kind: "field" }>, decision: Decision): Changes {
  if (decision.take === "hand") return "changes" in decision ? decision.changes : place.taken;
  return decision.take === "both" ? place.taken : place[decision.take];
}

function chooseBlock(place: BlockPlace, decision: Decision | undefined): string {
  if (!decision) return place.taken;
  if (decision.take === "hand") return "text" in decision ? decision.text : place.taken;
  if (decision.take !== "both") return place[decision.take];
  // A deleted block has no words to add.
  return readText(place.mine) === readText(place.theirs) ? place.mine : place.mine + place.theirs;
}
