/** The rows of the shelf. On phones each is a card. */

import { useEffect, useState } from "preact/hooks";
import { getTermName } from "../api/terms.ts";
import type { Author, AutosaveNote, Category, ShelfItem } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { listOthers } from "../keeping/others.ts";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { StoryLanguages } from "./languages.tsx";
import { StatusBadge } from "./status.tsx";

/** The terms of the site by their slugs. */
export interface TermNames {
  categories: Map<string, Category>;
  authors: Map<string, Author>;
}

/** Rows that are drawn first. They fill a screen; a slow device needs as long for the others. */
const FIRST_ROWS = 12;
/** Milliseconds between two looks at the clock. */
const MINUTE = 60_000;

export function ShelfTable({ items, names }: { items: ShelfItem[]; names: TermNames }) {
  const now = useNow();
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => setDrawn(true), []);
  return (
    <table class="shelf">
      <thead>
        <tr>
          <th scope="col">{t("shelf.article")}</th>
          <th scope="col">{t("shelf.status")}</th>
          <th scope="col">{t("shelf.languages")}</th>
          <th scope="col">{t("shelf.who")}</th>
          <th scope="col">{t("shelf.changed")}</th>
        </tr>
      </thead>
      <tbody>
        {(isDrawn ? items : items.slice(0, FIRST_ROWS)).map((item) => (
          <tr key={item.id}>
            <td>
              <TitleCell item={item} names={names} />
            </td>
            <td>
              <StatusBadge article={item} now={now} />
            </td>
            <td>
              <StoryLanguages item={item} />
            </td>
            <td>
              <Writers notes={item.autosaves ?? []} now={now} />
            </td>
            <td class="changed">
              <time dateTime={item.changed_at}>{formatWhen(item.changed_at, { now: new Date(now) })}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TitleCell({ item, names }: { item: ShelfItem; names: TermNames }) {
  const sections = (item.categories ?? []).map((slug) => getTermName(names.categories.get(slug), item.lang, slug));
  const authors = (item.authors ?? []).map(({ slug, name }) => (slug ? getTermName(names.authors.get(slug), item.lang, slug) : (name ?? "")));
  const thumbnail = item.image?.thumbnail;
  return (
    <div class="title-cell">
      <div>
        <a class="title" href={formatPlace("articles", [item.id])} lang={item.lang}>
          {item.title ?? t("shelf.untitled")}
        </a>
        <p class="meta">{[...sections.slice(0, 2), ...(authors.length ? [authors.join(", ")] : [t("shelf.begunBy", { name: item.created_by.name })])].join(" · ")}</p>
      </div>
      {thumbnail && <img src={thumbnail.url} width={60} height={40} alt="" loading="lazy" />}
    </div>
  );
}

/** Who else has text of the article that is not saved. */
function Writers({ notes, now }: { notes: AutosaveNote[]; now: number }) {
  const { me } = useDesk();
  const others = listOthers(notes, me.id, now);
  if (!others.length) return <span class="quiet">{t("app.none")}</span>;
  return (
    <ul class="writers">
      {others.map(({ by, isWriting }) => (
        <li key={by.id}>{t(isWriting ? "who.writing" : "who.unsaved", { name: by.name })}</li>
      ))}
    </ul>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function ShelfSkeleton() {
  return (
    <div class="skeleton" role="status" aria-label={t("app.loading")}>
      {Array.from({ length: 8 }, (_, number) => (
        <div key={number} />
      ))}
    </div>
  );
}
