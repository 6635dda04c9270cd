/** What a person changes of a picture, and how two people's changes are joined: by field and language. */

import type { Focus, Picture, PictureChanges, Texts } from "../api/types.ts";

/** Texts of a picture, in the order of the form. */
export const TEXT_FIELDS = ["alt", "caption", "credit", "rights"] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** Texts by language without empty ones, and the focus. */
export type PictureEdit = Record<TextField, Texts> & { focus: Focus };

/** Both sides have changed the same. `value` null: there is none. */
export type Conflict = { field: TextField; lang: string; mine: string | null; theirs: string | null } | { field: "focus"; mine: Focus; theirs: Focus };

export const CENTER: Focus = { x: 0.5, y: 0.5 };

export function readEdit({ alt = {}, caption = {}, credit = {}, rights = {}, focus = CENTER }: Partial<Picture>): PictureEdit {
  return { alt, caption, credit, rights, focus };
}

/** The edit with another text. An empty text is none; the API takes one line. */
export function setText(edit: PictureEdit, field: TextField, lang: string, text: string): PictureEdit {
  const { [lang]: _, ...others } = edit[field];
  const line = text.replace(/[\n\r\t]+/g, " ");
  return { ...edit, [field]: line.trim() ? { ...others, [lang]: line } : others };
}

/** The merge patch that makes `after` of `before`; null if they are the same. */
export function buildChanges(before: PictureEdit, after: PictureEdit): PictureChanges | null {
  const changes: PictureChanges = {};
  for (const field of TEXT_FIELDS) {
    const changed = listLanguages(before[field], after[field]).filter((lang) => getText(before, field, lang) !== getText(after, field, lang));
    if (changed.length) changes[field] = Object.fromEntries(changed.map((lang) => [lang, getText(after, field, lang)]));
  }
  if (!isSameFocus(before.focus, after.focus)) changes.focus = after.focus;
  return Object.keys(changes).length ? changes : null;
}

/** Takes what only they changed. Where both changed, mine stays, and both are in `conflicts`. */
export function joinEdits(base: PictureEdit, mine: PictureEdit, theirs: PictureEdit): { edit: PictureEdit; conflicts: Conflict[] } {
  const conflicts: Conflict[] = [];
  const edit: PictureEdit = { ...mine };
  for (const field of TEXT_FIELDS) {
    for (const lang of listLanguages(base[field], mine[field], theirs[field])) {
      const [before, own, other] = [base, mine, theirs].map((side) => getText(side, field, lang));
      // A space that is being typed is no change, and stays.
      if (other === before || other === own) continue;
      if (own === before) edit[field] = copyText(edit[field], theirs[field], lang);
      else conflicts.push({ field, lang, mine: own ?? null, theirs: other ?? null });
    }
  }
  if (isSameFocus(mine.focus, base.focus)) edit.focus = theirs.focus;
  else if (!isSameFocus(theirs.focus, base.focus) && !isSameFocus(theirs.focus, mine.focus)) conflicts.push({ field: "focus", mine: mine.focus, theirs: theirs.focus });
  return { edit, conflicts };
}

/** What the next join starts from: their side, and the former one where nobody has decided yet. */
export function moveBase(base: PictureEdit, theirs: PictureEdit, conflicts: readonly Conflict[]): PictureEdit {
  const moved = { ...theirs };
  for (const conflict of conflicts) {
    if (conflict.field === "focus") moved.focus = base.focus;
    else moved[conflict.field] = copyText(moved[conflict.field], base[conflict.field], conflict.lang);
  }
  return moved;
}

/** The edit with their side of a conflict. */
export function takeTheirs(edit: PictureEdit, conflict: Conflict): PictureEdit {
  return conflict.field === "focus" ? { ...edit, focus: conflict.theirs } : setText(edit, conflict.field, conflict.lang, conflict.theirs ?? "");
}

export function isSameFocus(one: Focus, other: Focus): boolean {
  return one.x === other.x && one.y === other.y;
}

/** Spaces at the ends are not sent. */
function getText(edit: PictureEdit, field: TextField, lang: string): string | null {
  return edit[field][lang]?.trim() || null;
}

function copyText(to: Texts, from: Texts, lang: string): Texts {
  const { [lang]: _, ...others } = to;
  const text = from[lang];
  return text === undefined ? others : { ...others, [lang]: text };
}

function listLanguages(...sides: Texts[]): string[] {
  return [...new Set(sides.flatMap((texts) => Object.keys(texts)))];
}
