/** Joins two changes of a term field by field. A field is a name or a text in one language, the order, the picture. */

import type { TermDraft } from "../api/terms.ts";

/** Fields by their pointers in the body of a request: `names/en`, `order`. */
type Fields = Map<string, string | number>;

export interface Joined {
  draft: TermDraft;
  /** Pointers of fields that both have changed, to different values. The draft has one's own. */
  conflicts: string[];
}

/** `base` is what both have begun with. A field that only one has changed gets that change. */
export function joinTerms(base: TermDraft, mine: TermDraft, theirs: TermDraft): Joined {
  const [before, own, other] = [flatten(base), flatten(mine), flatten(theirs)];
  const conflicts: string[] = [];
  const joined: Fields = new Map();
  for (const name of new Set([...before.keys(), ...own.keys(), ...other.keys()])) {
    const isMine = own.get(name) !== before.get(name);
    const value = isMine ? own.get(name) : other.get(name);
    if (isMine && other.get(name) !== before.get(name) && own.get(name) !== other.get(name)) conflicts.push(name);
    if (value !== undefined) joined.set(name, value);
  }
  return { draft: unflatten(joined, mine), conflicts };
}

export function isSameTerm(a: TermDraft, b: TermDraft): boolean {
  const [one, other] = [flatten(a), flatten(b)];
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value);
}

/** The value of a field by its pointer; "" if there is none. */
export function readField(draft: TermDraft, name: string): string {
  return String(flatten(draft).get(name) ?? "");
}

export function writeField(draft: TermDraft, name: string, value: string): TermDraft {
  const fields = flatten(draft);
  if (value) fields.set(name, name === "order" ? Number(value) : value);
  else fields.delete(name);
  return unflatten(fields, draft);
}

function flatten({ names, text = {}, order, picture }: TermDraft): Fields {
  const fields: Fields = new Map();
  for (const [lang, name] of Object.entries(names)) if (name) fields.set(`names/${lang}`, name);
  for (const [lang, words] of Object.entries(text)) if (words) fields.set(`text/${lang}`, words);
  if (order) fields.set("order", order);
  if (picture) fields.set("picture", picture);
  return fields;
}

/** With the members that terms of the kind of `like` have. */
function unflatten(fields: Fields, like: TermDraft): TermDraft {
  const draft: TermDraft = { names: collect(fields, "names/") };
  if (like.order !== undefined) draft.order = Number(fields.get("order") ?? 0);
  if (like.text !== undefined) draft.text = collect(fields, "text/");
  if (like.picture !== undefined) draft.picture = fields.has("picture") ? String(fields.get("picture")) : null;
  return draft;
}

function collect(fields: Fields, prefix: string): Record<string, string> {
  const found = [...fields].filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}
