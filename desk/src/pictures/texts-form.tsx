/** The texts of a picture in each language of the site. */

import { useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { useDesk } from "../app/context.ts";
import { getShortName } from "../shelf/languages.tsx";
import { getLanguage, t, type TextName } from "../texts/texts.ts";
import { TextArea } from "../ui/field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { ConflictChoice } from "./conflict-choice.tsx";
import { TEXT_FIELDS, type TextField } from "./edits.ts";
import type { PictureEditor } from "./picture-editor.ts";

/** Characters, as the API takes them. */
const LIMITS: Record<TextField, number> = { alt: 500, caption: 1000, credit: 500, rights: 1000 };
const NAMES: Record<TextField, TextName> = { alt: "pictures.alt", caption: "pictures.caption", credit: "pictures.credit", rights: "pictures.rights" };
const HINTS: Partial<Record<TextField, TextName>> = { alt: "pictures.altHint", rights: "pictures.rightsHint" };

export function TextsForm({ editor, isReadOnly }: { editor: PictureEditor; isReadOnly: boolean }) {
  const { site } = useDesk();
  const languages = site.languages.map(({ lang }) => lang);
  const [lang, setLang] = useState(() => languages.find((one) => one === getLanguage()) ?? languages[0] ?? "en");
  const choices = languages.map((value) => ({ value, label: getShortName(value), mark: findMark(editor, value) }));
  return (
    <div class="texts-form">
      <Segmented label={t("pictures.textLanguage")} choices={choices} value={lang} onValue={setLang} />
      {TEXT_FIELDS.map((field) => (
        <TextPart key={`${field}/${lang}`} editor={editor} field={field} lang={lang} isReadOnly={isReadOnly} />
      ))}
    </div>
  );
}

/** What is missing in a language, or is to be decided there. */
function findMark({ edit, conflicts, error }: PictureEditor, lang: string): string | undefined {
  if (conflicts.some((conflict) => conflict.field !== "focus" && conflict.lang === lang)) return t("pictures.conflict");
  if (TEXT_FIELDS.some((field) => findError(error, field, lang))) return t("pictures.wrong");
  return edit.alt[lang] ? undefined : t("pictures.altMissing");
}

function findError(error: unknown, field: TextField, lang: string): string | undefined {
  return error instanceof Problem ? error.at(`${field}/${lang}`) : undefined;
}

function TextPart({ editor, field, lang, isReadOnly }: { editor: PictureEditor; field: TextField; lang: string; isReadOnly: boolean }) {
  const conflict = editor.conflicts.find((one) => one.field === field && one.lang === lang);
  const hint = HINTS[field];
  return (
    <>
      <TextArea
        label={t(NAMES[field])}
        hint={hint && t(hint)}
        error={findError(editor.error, field, lang)}
        lang={lang}
        rows={field === "alt" ? 2 : 1}
        maxLength={LIMITS[field]}
        value={editor.edit[field][lang] ?? ""}
        readOnly={isReadOnly}
        onValue={(text) => editor.setText(field, lang, text)}
      />
      {conflict && conflict.field !== "focus" && <ConflictChoice editor={editor} conflict={conflict} theirs={conflict.theirs ?? ""} />}
    </>
  );
}
