/** Sections that most newsrooms have, with names in all languages of the desk's sites, to begin with. */

import { useState } from "preact/hooks";
import { saveTerm } from "../api/terms.ts";
import { useDesk } from "../app/context.ts";
import { getLanguage, t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { CheckField } from "../ui/field.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { passIf, useAction } from "../ui/use-action.ts";

const SECTIONS: { slug: string; names: Record<string, string> }[] = [
  { slug: "politics", names: { en: "Politics", ru: "Политика", uz: "Siyosat", "uz-Cyrl": "Сиёсат" } },
  { slug: "economy", names: { en: "Economy", ru: "Экономика", uz: "Iqtisodiyot", "uz-Cyrl": "Иқтисодиёт" } },
  { slug: "society", names: { en: "Society", ru: "Общество", uz: "Jamiyat", "uz-Cyrl": "Жамият" } },
  { slug: "world", names: { en: "World", ru: "Мир", uz: "Dunyo", "uz-Cyrl": "Дунё" } },
  { slug: "culture", names: { en: "Culture", ru: "Культура", uz: "Madaniyat", "uz-Cyrl": "Маданият" } },
  { slug: "science", names: { en: "Science", ru: "Наука", uz: "Fan", "uz-Cyrl": "Фан" } },
  { slug: "sport", names: { en: "Sport", ru: "Спорт", uz: "Sport", "uz-Cyrl": "Спорт" } },
];
const STEP = 10;

export function StarterSections({ onDone }: { onDone: (count: number) => void }) {
  const { client, site } = useDesk();
  const [chosen, setChosen] = useState(new Set(SECTIONS.map(({ slug }) => slug)));
  const toggle = (slug: string) => setChosen((before) => (before.has(slug) ? new Set([...before].filter((one) => one !== slug)) : new Set([...before, slug])));
  const creation = useAction(async () => {
    for (const [index, { slug, names }] of SECTIONS.filter((section) => chosen.has(section.slug)).entries()) {
      const own = Object.fromEntries(site.languages.flatMap(({ lang }) => (names[lang] ? [[lang, names[lang]]] : [])));
      await saveTerm(client, "categories", slug, { names: own, order: (index + 1) * STEP }).catch(passIf(428));
    }
    onDone(chosen.size);
  });
  return (
    <section class="starter">
      <h2>{t("terms.starter")}</h2>
      <p class="quiet">{t("terms.starterHint")}</p>
      {SECTIONS.map(({ slug, names }) => (
        <CheckField key={slug} label={names[getLanguage()] ?? slug} isChecked={chosen.has(slug)} onValue={() => toggle(slug)} />
      ))}
      {Boolean(creation.failure) && <ErrorNotice error={creation.failure} />}
      <Button kind="main" isBusy={creation.isBusy} aria-disabled={!chosen.size || undefined} onClick={() => chosen.size && void creation.run()}>
        {t("terms.starterMake", { count: chosen.size })}
      </Button>
    </section>
  );
}
