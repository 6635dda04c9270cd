/** The languages of a story: which of them readers see, which are being written, which are missing. */

import { useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import type { ShelfItem, Translation } from "../api/types.ts";
import { t, type TextName } from "../texts/texts.ts";

const SHORT: Record<string, string> = { en: "En", ru: "Ру", uz: "Oʻz", "uz-Cyrl": "Ўз" };

export function getShortName(lang: string): string {
  return SHORT[lang] ?? lang;
}

export function StoryLanguages({ item }: { item: ShelfItem }) {
  const { site } = useDesk();
  const own: Translation = { lang: item.lang, id: item.id, status: item.status };
  const members = new Map([...(item.translations ?? []), own].map((member) => [member.lang, member]));
  return (
    <ul class="languages">
      {site.languages.map(({ lang, name }) => (
        <li key={lang}>
          <LanguageChip lang={lang} name={name} member={members.get(lang)} item={item} />
        </li>
      ))}
    </ul>
  );
}

function LanguageChip({ lang, name, member, item }: { lang: string; name: string; member?: Translation; item: ShelfItem }) {
  const short = getShortName(lang);
  if (!member) {
    const place = formatPlace("articles", ["new"], { lang, of: item.id });
    const label = t("shelf.translate", { lang: name });
    return item.status === "binned" ? (
      <span class="chip missing">{short}</span>
    ) : (
      <a class="chip missing" href={place} aria-label={label} title={label}>
        {short}
      </a>
    );
  }
  const label = t("shelf.translation", { lang: name, status: t(`status.${member.status}` as TextName) });
  const kind = `chip ${member.status}${member.id === item.id ? " own" : ""}`;
  return (
    <a class={kind} href={formatPlace("articles", [member.id])} aria-label={label} title={label}>
      {short}
    </a>
  );
}
