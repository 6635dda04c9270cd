/**
 * Three-way join of drafts: what one side changed is taken, what both changed in different ways is a conflict. By field;
 * the body by block, lists by item, picture and SEO by member.
 */

import type { Byline, Changes, Draft } from "../../api/types.ts";
import { apply, FIELDS, isSame, pick, type Field } from "../fields.ts";
import { joinBodies, writePieces } from "./join-body.ts";
import { CONFLICT, joinLists, joinMembers } from "./join-lists.ts";
import type { FieldPlace, Joined, Outcome, Piece, Place } from "./places.ts";

export function join(mine: Draft, base: Draft, theirs: Draft): Joined {
  const places: Place[] = [];
  let draft = mine;
  let pieces: Piece[] = [];
  for (const field of FIELDS) {
    if (field === "body" && isChangedByBoth(field, mine, base, theirs) && isHtml(mine, base, theirs)) {
      pieces = joinBodies(mine.body ?? "", base.body ?? "", theirs.body ?? "");
      places.push(...pieces.filter((piece) => typeof piece !== "string"));
      draft = apply(draft, { format: "html", body: writePieces(pieces) });
      continue;
    }
    const place = joinField(field, mine, base, theirs);
    if (!place) continue;
    places.push(place);
    draft = apply(draft, place.taken);
  }
  const outcomes = new Set(places.map((place) => place.outcome));
  const isMixed = outcomes.has("both") || (outcomes.has("mine") && outcomes.has("theirs"));
  return { draft, places, pieces, hasConflicts: outcomes.has("conflict"), isMixed };
}

function joinField(field: Field, mine: Draft, base: Draft, theirs: Draft): FieldPlace | null {
  const [one, before, other] = [pick(mine, [field]), pick(base, [field]), pick(theirs, [field])];
  if (isSame(field, mine, theirs)) return null;
  const place = (outcome: Outcome, taken: Changes): FieldPlace => ({ kind: "field", id: field, field, mine: one, base: before, theirs: other, taken, outcome });
  if (isSame(field, theirs, base)) return place("mine", one);
  if (isSame(field, mine, base)) return place("theirs", other);
  const taken = joinParts(field, mine, base, theirs);
  return taken === CONFLICT ? place("conflict", one) : place("both", taken);
}

function isChangedByBoth(field: Field, mine: Draft, base: Draft, theirs: Draft): boolean {
  return !isSame(field, mine, base) && !isSame(field, theirs, base) && !isSame(field, mine, theirs);
}

/** Empty texts have no format. */
function isHtml(...drafts: Draft[]): boolean {
  return drafts.every((draft) => !draft.body || draft.format === "html");
}

/** Fields whose parts can be joined. The numbers are the limits of the API. */
function joinParts(field: Field, mine: Draft, base: Draft, theirs: Draft): Changes | typeof CONFLICT {
  switch (field) {
    case "authors":
      return wrap(joinLists(mine.authors ?? [], base.authors ?? [], theirs.authors ?? [], identify, 10), (authors) => ({ authors }));
    case "categories":
      return wrap(joinLists(mine.categories ?? [], base.categories ?? [], theirs.categories ?? [], String, 5), (categories) => ({ categories }));
    case "tags":
      return wrap(joinLists(mine.tags ?? [], base.tags ?? [], theirs.tags ?? [], (tag) => tag.slug, 20), (tags) => ({ tags }));
    case "corrections":
      return wrap(joinLists(mine.corrections ?? [], base.corrections ?? [], theirs.corrections ?? [], (correction) => correction.at, 50), (corrections) => ({ corrections }));
    case "image":
      return joinPictures(mine, base, theirs);
    case "seo":
      return mine.seo && base.seo && theirs.seo ? wrap(joinMembers(mine.seo, base.seo, theirs.seo), (seo) => ({ seo })) : CONFLICT;
    default:
      return CONFLICT;
  }
}

/** Texts belong to one picture: those of another one are no version of them. */
function joinPictures({ image: mine }: Draft, { image: base }: Draft, { image: theirs }: Draft): Changes | typeof CONFLICT {
  if (!mine || !base || !theirs || mine.media !== theirs.media || mine.media !== base.media) return CONFLICT;
  return wrap(joinMembers(mine, base, theirs), (image) => ({ image }));
}

function wrap<T>(value: T | typeof CONFLICT, build: (value: T) => Changes): Changes | typeof CONFLICT {
  return value === CONFLICT ? CONFLICT : build(value);
}

function identify(author: Byline): string {
  return author.slug ? `slug ${author.slug}` : `name ${author.name ?? ""}`;
}
