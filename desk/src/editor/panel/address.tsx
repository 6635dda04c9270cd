/** The address of the article, and what kind of text it is. */

import { useState } from "preact/hooks";
import { useDesk } from "../../app/context.ts";
import { proposeSlug } from "../../slug.ts";
import { t, type TextName } from "../../texts/texts.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { useEditing } from "../editing.ts";
import { Section } from "./section.tsx";

export const LABELS = ["analysis", "editorial", "explainer", "fact-check", "interview", "obituary", "opinion", "reportage", "review", "satire", "sponsored"] as const;

export function AddressSection() {
  const { article, draft, change, errors, isReadOnly } = useEditing();
  const { site } = useDesk();
  // What is typed becomes an address at once, and is shown as one when the field is left.
  const [typed, setTyped] = useState<string | null>(null);
  const proposal = proposeSlug(draft.title ?? "", draft.lang);
  const slug = draft.slug ?? proposal;
  const isPublished = article?.published_version != null;
  return (
    <Section title={t("panel.address")} summary={`/${draft.lang}/${slug}`} hasError={Boolean(errors.slug)}>
      <TextField
        label={t("panel.slug")}
        value={typed ?? draft.slug ?? ""}
        placeholder={proposal}
        maxLength={120}
        error={errors.slug}
        hint={isPublished && draft.slug !== article?.slug ? t("panel.slugMoves") : `${site.url}/${draft.lang}/${slug}`}
        spellcheck={false}
        autocapitalize="off"
        disabled={isReadOnly}
        onValue={(value) => {
          setTyped(value);
          change({ slug: proposeSlug(value, draft.lang) || null });
        }}
        onBlur={() => setTyped(null)}
      />
    </Section>
  );
}

/** The language can be changed until readers have seen the article. */
export function LanguageSection() {
  const { article, draft, change, errors, isReadOnly } = useEditing();
  const { site } = useDesk();
  if (article?.published_at || draft.translation_of || article?.translations?.length) return null;
  const choices = site.languages.map(({ lang, name }) => ({ value: lang, label: name }));
  return (
    <div class="panel-language">
      <SelectField label={t("panel.language")} choices={choices} value={draft.lang} error={errors.lang} disabled={isReadOnly} onValue={(lang) => change({ lang })} />
    </div>
  );
}

export function DetailsSection() {
  const { article, draft, change, errors, isReadOnly } = useEditing();
  const labels = [{ value: "", label: t("panel.noLabel") }, ...LABELS.map((value) => ({ value, label: t(`label.${value}` as TextName) }))];
  const kinds = (["news", "page"] as const).map((value) => ({ value, label: t(`kind.${value}`) }));
  const isPage = draft.kind === "page";
  const summary = [draft.label && t(`label.${draft.label}` as TextName), draft.dateline, isPage && t("kind.page")].filter(Boolean).join(", ");
  return (
    <Section title={t("panel.details")} summary={summary} hasError={Boolean(errors.label ?? errors.dateline ?? errors.kind ?? errors.order)}>
      {!isPage && <SelectField label={t("panel.label")} choices={labels} value={draft.label ?? ""} error={errors.label} disabled={isReadOnly} onValue={(value) => change({ label: value || null })} />}
      {!isPage && (
        <TextField label={t("panel.dateline")} hint={t("panel.datelineHint")} value={draft.dateline ?? ""} maxLength={200} error={errors.dateline} disabled={isReadOnly} onValue={(value) => change({ dateline: value || null })} />
      )}
      <SelectField label={t("panel.kind")} choices={kinds} value={draft.kind ?? "news"} error={errors.kind} disabled={isReadOnly || article?.published_at != null} onValue={(value) => change({ kind: value === "page" ? "page" : "news" })} />
      {isPage && (
        <TextField label={t("panel.order")} type="text" inputMode="numeric" value={draft.order?.toString() ?? ""} error={errors.order} disabled={isReadOnly} onValue={(value) => change({ order: /^\d{1,4}$/.test(value) ? Number(value) : null })} />
      )}
    </Section>
  );
}
