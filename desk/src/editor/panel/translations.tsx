/** The same story in other languages. */

import { useDesk } from "../../app/context.ts";
import { formatPlace } from "../../app/router.ts";
import { t, type TextName } from "../../texts/texts.ts";
import { useEditing } from "../editing.ts";
import { Section } from "./section.tsx";

export function TranslationsSection() {
  const { article, draft } = useEditing();
  const { site } = useDesk();
  const others = new Map(article?.translations?.map((member) => [member.lang, member]));
  const languages = site.languages.filter(({ lang }) => lang !== draft.lang);
  return (
    <Section title={t("panel.translations")} summary={[...others.keys()].join(", ")}>
      {!article && <p class="hint">{t("panel.translationsLater")}</p>}
      <ul class="rows">
        {article &&
          languages.map(({ lang, name }) => {
            const member = others.get(lang);
            return (
              <li key={lang}>
                <span class="row-name">{name}</span>
                {member ? (
                  <a href={formatPlace("articles", [member.id])}>{t(`status.${member.status}` as TextName)}</a>
                ) : (
                  <a href={formatPlace("articles", ["new"], { lang, of: article.id })}>{t("panel.translate")}</a>
                )}
              </li>
            );
          })}
      </ul>
    </Section>
  );
}
