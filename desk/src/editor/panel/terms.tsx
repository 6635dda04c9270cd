/** Sections and tags. */

import { bySlug, findTags, getTermName } from "../../api/terms.ts";
import type { TagUse } from "../../api/types.ts";
import { useDesk } from "../../app/context.ts";
import { proposeSlug } from "../../slug.ts";
import { t } from "../../texts/texts.ts";
import { IconButton } from "../../ui/button.tsx";
import { Combobox, type Proposal } from "../../ui/combobox.tsx";
import { CheckField } from "../../ui/field.tsx";
import { useLoad } from "../../ui/use-load.ts";
import { useEditing } from "../editing.ts";
import { Section } from "./section.tsx";

export function TermsSection() {
  const { draft, errors } = useEditing();
  const { terms } = useDesk();
  const categories = useLoad("categories", () => terms.categories()).value ?? [];
  const chosen = draft.categories ?? [];
  const names = bySlug(categories);
  const parts = [...chosen.map((slug) => getTermName(names.get(slug), draft.lang, slug)), draft.tags?.length ? t("panel.tagCount", { count: draft.tags.length }) : ""];
  return (
    <Section title={t("panel.terms")} summary={parts.filter(Boolean).join(", ")} hasError={Boolean(errors.categories ?? errors.tags)}>
      <fieldset class="checks">
        <legend>{t("panel.sections")}</legend>
        {categories.map((category) => (
          <CategoryCheck key={category.slug} slug={category.slug} name={getTermName(category, draft.lang)} />
        ))}
        {!categories.length && <p class="hint">{t("panel.noSections")}</p>}
        {errors.categories && <p class="error">{errors.categories}</p>}
      </fieldset>
      <Tags />
    </Section>
  );
}

function CategoryCheck({ slug, name }: { slug: string; name: string }) {
  const { draft, change, isReadOnly } = useEditing();
  const chosen = draft.categories ?? [];
  const set = (isChosen: boolean) => change({ categories: isChosen ? [...chosen, slug] : chosen.filter((one) => one !== slug) });
  const place = chosen.indexOf(slug);
  const hint = place === 0 && chosen.length > 1 ? t("panel.mainSection") : undefined;
  return <CheckField label={name} hint={hint} isChecked={place >= 0} disabled={isReadOnly} onValue={set} />;
}

function Tags() {
  const { draft, change, errors, isReadOnly } = useEditing();
  const { client } = useDesk();
  const tags = draft.tags ?? [];
  const slugs = tags.map((tag) => tag.slug);
  const known = useLoad(`tags ${slugs.join(" ")}`, async (signal) => new Map((await Promise.all(slugs.map((slug) => readTag(client, slug, signal)))).flatMap((tag) => (tag ? [[tag.slug, tag] as const] : [])))).value;
  const getName = ({ slug, name }: TagUse) => name ?? getTermName(known?.get(slug), draft.lang, slug);
  const find = async (text: string, signal: AbortSignal): Promise<Proposal[]> => {
    if (!text) return [];
    const found = (await findTags(client, text, signal)).filter((tag) => !slugs.includes(tag.slug));
    const proposals = found.map((tag) => ({ key: tag.slug, label: getTermName(tag, draft.lang) }));
    const slug = proposeSlug(text, draft.lang);
    const isKnown = !slug || slugs.includes(slug) || found.some((tag) => tag.slug === slug);
    return isKnown ? proposals : [...proposals, { key: `+${slug}`, label: text, note: t("panel.newTag") }];
  };
  const choose = ({ key, label }: Proposal) => change({ tags: [...tags, key.startsWith("+") ? { slug: key.slice(1), name: label } : { slug: key }] });
  return (
    <div class="field">
      <h3>{t("panel.tags")}</h3>
      <ul class="tag-list">
        {tags.map((tag) => (
          <li key={tag.slug}>
            {getName(tag)}
            {!isReadOnly && <IconButton icon="close" label={t("panel.remove", { name: getName(tag) })} onClick={() => change({ tags: tags.filter((one) => one !== tag) })} />}
          </li>
        ))}
      </ul>
      {errors.tags && <p class="error">{errors.tags}</p>}
      {!isReadOnly && <Combobox label={t("panel.addTag")} find={find} onChoose={choose} />}
    </div>
  );
}

/** Null for a tag that is new with this article. */
async function readTag(client: Parameters<typeof findTags>[0], slug: string, signal: AbortSignal) {
  const found = await findTags(client, slug, signal);
  return found.find((tag) => tag.slug === slug) ?? null;
}
