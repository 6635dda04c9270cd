/** What search engines and social networks show. */

import type { Seo } from "../../api/types.ts";
import { useDesk } from "../../app/context.ts";
import { t } from "../../texts/texts.ts";
import { TextArea, TextField } from "../../ui/field.tsx";
import { useEditing } from "../editing.ts";
import { Section } from "./section.tsx";

export function SearchTextSection() {
  const { draft, change, errors, isReadOnly } = useEditing();
  const { site } = useDesk();
  const seo = draft.seo ?? {};
  const set = (changes: Seo) => {
    const next = { ...seo, ...changes };
    change({ seo: next.title || next.description ? next : null });
  };
  const title = seo.title || draft.title || "";
  const description = seo.description || draft.dek || "";
  return (
    <Section title={t("panel.searchText")} summary={seo.title ?? undefined} hasError={Boolean(errors.seo)}>
      <TextField label={t("panel.seoTitle")} value={seo.title ?? ""} placeholder={draft.title ?? ""} maxLength={300} disabled={isReadOnly} onValue={(value) => set({ title: value || null })} />
      <TextArea label={t("panel.seoDescription")} value={seo.description ?? ""} placeholder={draft.dek ?? ""} maxLength={1000} error={errors.seo} disabled={isReadOnly} onValue={(value) => set({ description: value || null })} />
      {title && (
        <div class="search-preview" aria-label={t("panel.searchPreview")} role="group">
          <p class="search-site">{site.name}</p>
          <p class="search-title">{title}</p>
          <p class="search-description">{description}</p>
        </div>
      )}
    </Section>
  );
}
