/** What a person may write of a term, by its kind. */

import type { TermDraft, TermKind } from "../api/terms.ts";
import type { Author, Category, Tag, Term } from "../api/types.ts";
import type { TextName } from "../texts/texts.ts";

export const KINDS: { kind: TermKind; name: TextName; add: TextName; edit: TextName }[] = [
  { kind: "categories", name: "terms.categories", add: "terms.newCategory", edit: "terms.category" },
  { kind: "tags", name: "terms.tags", add: "terms.newTag", edit: "terms.tag" },
  { kind: "authors", name: "terms.authors", add: "terms.newAuthor", edit: "terms.author" },
];

/** In place of a slug in an address of the desk: a new term. No slug has this sign. */
export const NEW = "+";

export type AnyTerm = Term & Partial<Pick<Category, "order"> & Pick<Author, "text" | "picture"> & Pick<Tag, "public">>;

/** The draft of a new term. A section is put behind the others. */
export function emptyDraft(kind: TermKind, terms: AnyTerm[]): TermDraft {
  if (kind === "categories") return { names: {}, order: Math.max(0, ...terms.map(({ order }) => order ?? 0)) + 10 };
  return kind === "authors" ? { names: {}, text: {}, picture: null } : { names: {} };
}

export function toDraft(kind: TermKind, term: AnyTerm): TermDraft {
  if (kind === "categories") return { names: term.names, order: term.order ?? 0 };
  return kind === "authors" ? { names: term.names, text: term.text ?? {}, picture: term.picture ?? null } : { names: term.names };
}

/** Without spaces around, and without empty texts, as the API takes it. */
export function toRequest(draft: TermDraft): TermDraft {
  const trim = (texts: Record<string, string>) => Object.fromEntries(Object.entries(texts).map(([lang, text]) => [lang, text.trim()] as const).filter(([, text]) => text));
  return { ...draft, names: trim(draft.names), ...(draft.text && { text: trim(draft.text) }) };
}
