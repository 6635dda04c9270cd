/** The list of the terms of a kind. */

import { getTermName, type TermKind } from "../api/terms.ts";
import { useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { getShortName } from "../shelf/languages.tsx";
import { getLanguage, t } from "../texts/texts.ts";
import type { AnyTerm } from "./fields.ts";

export function TermList({ kind, terms, chosen }: { kind: TermKind; terms: AnyTerm[]; chosen: string | undefined }) {
  const { site } = useDesk();
  return (
    <ul class="term-list">
      {terms.map((term) => (
        <li key={term.slug}>
          <a href={formatPlace("terms", [kind, term.slug])} aria-current={term.slug === chosen ? "true" : undefined}>
            <b>{getTermName(term, getLanguage())}</b> <span class="meta">{term.slug}</span>
          </a>
          <span class="meta">{describe(term, site.languages.map(({ lang }) => lang))}</span>
        </li>
      ))}
    </ul>
  );
}

function describe(term: AnyTerm, languages: string[]): string {
  if (term.merged_into) return t("terms.mergedInto", { slug: term.merged_into });
  const missing = languages.filter((lang) => !term.names[lang]).map(getShortName);
  const parts = [term.public === false && t("terms.unused"), missing.length > 0 && t("terms.missing", { languages: missing.join(", ") })];
  return parts.filter(Boolean).join(" · ");
}
