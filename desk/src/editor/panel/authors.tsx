/** The byline: authors of the site and other names, in order, with what each has done. */

import { getTermName, bySlug } from "../../api/terms.ts";
import type { Byline } from "../../api/types.ts";
import { useDesk } from "../../app/context.ts";
import { t } from "../../texts/texts.ts";
import { Combobox, type Proposal } from "../../ui/combobox.tsx";
import { IconButton } from "../../ui/button.tsx";
import { useLoad } from "../../ui/use-load.ts";
import { useEditing } from "../editing.ts";
import { Section } from "./section.tsx";

/** As many as the API takes. */
const MOST = 10;

export function AuthorsSection() {
  const { draft, change, errors, isReadOnly } = useEditing();
  const { terms } = useDesk();
  const known = bySlug(useLoad("authors", () => terms.authors()).value);
  const authors = draft.authors ?? [];
  const getName = ({ slug, name }: Byline) => (slug ? getTermName(known.get(slug), draft.lang, slug) : (name ?? ""));
  const set = (next: Byline[]) => change({ authors: next });
  const replace = (number: number, author: Byline) => set(authors.map((one, index) => (index === number ? author : one)));
  const move = (number: number, step: number) => set(authors.toSpliced(number, 1).toSpliced(number + step, 0, ...authors.slice(number, number + 1)));

  const find = async (text: string): Promise<Proposal[]> => {
    const words = text.toLocaleLowerCase();
    const all = await terms.authors();
    const found = all.filter(({ slug, names }) => !authors.some((author) => author.slug === slug) && [slug, ...Object.values(names)].some((name) => name.toLocaleLowerCase().includes(words)));
    const proposals = found.slice(0, 8).map((author) => ({ key: author.slug, label: getTermName(author, draft.lang) }));
    return text ? [...proposals, { key: "", label: text, note: t("panel.byline") }] : proposals;
  };
  return (
    <Section title={t("panel.authors")} summary={authors.map(getName).join(", ")} isOpen hasError={Boolean(errors.authors)}>
      <ol class="rows">
        {authors.map((author, number) => (
          <li key={author.slug ?? `${author.name}-${number}`}>
            <span class="row-name">{getName(author)}</span>
            <input
              type="text"
              value={author.role ?? ""}
              maxLength={100}
              placeholder={t("panel.role")}
              aria-label={t("panel.roleOf", { name: getName(author) })}
              disabled={isReadOnly}
              onInput={(event) => replace(number, { ...author, role: event.currentTarget.value || null })}
            />
            {!isReadOnly && (
              <span class="row-buttons">
                {authors.length > 1 && <IconButton icon="up" label={t("panel.moveUp", { name: getName(author) })} disabled={number === 0} onClick={() => move(number, -1)} />}
                <IconButton icon="close" label={t("panel.remove", { name: getName(author) })} onClick={() => set(authors.filter((_, index) => index !== number))} />
              </span>
            )}
          </li>
        ))}
      </ol>
      {errors.authors && <p class="error">{errors.authors}</p>}
      {!isReadOnly && authors.length < MOST && <Combobox label={t("panel.addAuthor")} find={find} onChoose={({ key, label }) => set([...authors, key ? { slug: key } : { name: label }])} />}
    </Section>
  );
}
