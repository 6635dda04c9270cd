/** The shelf: all articles that a person may see, to be found and opened. */

import { useEffect, useState } from "preact/hooks";
import { listArticles, type ShelfQuery } from "../api/articles.ts";
import { Unreachable } from "../api/problem.ts";
import { bySlug } from "../api/terms.ts";
import { isAtLeast, useDesk } from "../app/context.ts";
import { formatPlace, type Place } from "../app/router.ts";
import { useSent, useUnsent } from "../app/unsent.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { reportFault } from "../keeping/environment.ts";
import { t } from "../texts/texts.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { usePages } from "../ui/use-pages.ts";
import { useReturn } from "../ui/use-return.ts";
import { FilterRow, parseFilters, StatusTabs } from "./filters.tsx";
import { FirstRun } from "./first-run.tsx";
import { findLastList, keepLastList } from "./last-list.ts";
import { OnDevice } from "./on-device.tsx";
import { ShelfSkeleton, ShelfTable, type TermNames } from "./table.tsx";

export function Shelf({ place }: { place: Place }) {
  const { terms } = useDesk();
  const filters = parseFilters(place);
  const categories = useLoad("categories", () => terms.categories());
  const authors = useLoad("authors", () => terms.authors());
  const [isListed, setListed] = useState(false);
  const waiting = useWaiting(isListed);
  const unsent = useUnsent(isListed);
  useEffect(() => {
    document.title = `${t("shelf.title")} – ${t("app.name")}`;
  }, []);
  const newArticle = formatPlace("articles", ["new"], { lang: filters.lang });
  useShortcuts({ n: () => (location.hash = newArticle), j: () => moveFocus(1), k: () => moveFocus(-1) });
  return (
    <main id="content" class="screen" tabIndex={-1}>
      <div class="screen-head">
        <h1>{t("shelf.title")}</h1>
        <ButtonLink kind="main" icon="add" href={newArticle}>
          {t("shelf.new")}
        </ButtonLink>
      </div>
      {unsent.map((copy) => (
        <Notice key={copy.article} action={<ButtonLink href={formatPlace("articles", [copy.article])}>{t("shelf.open")}</ButtonLink>}>
          {t("shelf.onDevice", { title: copy.draft.title ?? t("shelf.untitled") })}
        </Notice>
      ))}
      <StatusTabs filters={filters} waiting={waiting} />
      <FilterRow filters={filters} categories={categories.value ?? []} />
      <ShelfPages key={JSON.stringify(filters)} filters={filters} names={{ categories: bySlug(categories.value), authors: bySlug(authors.value) }} onEnd={() => setListed(true)} />
    </main>
  );
}

/** How many drafts wait for an editor. Authors decide about none. It is asked for behind the list, when that `isListed`. */
function useWaiting(isListed: boolean): string | null {
  const { client, me } = useDesk();
  const isAsked = isListed && isAtLeast(me, "editor");
  const { value } = useLoad(`waiting ${isAsked}`, (signal) => (isAsked ? listArticles(client, { status: "submitted" }, undefined, signal) : Promise.resolve(null)));
  return value?.items.length ? `${value.items.length}${value.next ? "+" : ""}` : null;
}

interface PagesProperties {
  filters: ShelfQuery;
  names: TermNames;
  /** The list is there, or it failed. */
  onEnd: () => void;
}

function ShelfPages({ filters, names, onEnd }: PagesProperties) {
  const { client, me } = useDesk();
  const query = JSON.stringify(filters);
  const pages = usePages(query, (cursor, signal) => listArticles(client, filters, cursor, signal));
  const { value: items, error, reload } = pages;
  useReturn(reload);
  useSent(reload);
  useEffect(() => {
    if (items) keepLastList(me.id, query, items).catch(reportFault);
    if (items || error) onEnd();
  }, [items, error]);
  if (error && !items) return error instanceof Unreachable ? <OnDevice error={error} onRetry={reload} /> : <ErrorNotice error={error} onRetry={reload} />;
  // That of the last visit, while the present one is loaded.
  const shown = items ?? findLastList(me.id, query) ?? [];
  if (!items && !shown.length) return pages.isSlow ? <ShelfSkeleton /> : <div aria-busy="true" />;
  return (
    <div aria-busy={!items}>
      {Boolean(error) && <ErrorNotice error={error} onRetry={reload} />}
      {shown.length ? <ShelfTable items={shown} names={names} /> : isUnfiltered(filters) ? <Empty names={names} /> : <Nothing />}
      {Boolean(pages.moreError) && <ErrorNotice error={pages.moreError} onRetry={pages.loadMore} />}
      {pages.hasMore && (
        <p class="show-more">
          <Button isBusy={pages.isLoadingMore} onClick={pages.loadMore}>
            {t("app.more")}
          </Button>
        </p>
      )}
    </div>
  );
}

/** Whether all articles are asked for, so that none means that the newsroom has none. */
function isUnfiltered({ status, lang, category, author, q, mine }: ShelfQuery): boolean {
  return status === "all" && !lang && !category && !author && !q && !mine;
}

/** An author sees own articles only: the newsroom may be full. */
function Empty({ names: { categories, authors } }: { names: TermNames }) {
  const { me } = useDesk();
  const isBegun = categories.size > 0 && authors.size > 0;
  if (isBegun && !isAtLeast(me, "editor")) {
    return (
      <div class="nothing">
        <p>
          <b>{t("shelf.noneOwn")}</b>
        </p>
        <ButtonLink href={formatPlace("articles", ["new"])}>{t("shelf.new")}</ButtonLink>
      </div>
    );
  }
  return <FirstRun hasSections={categories.size > 0} hasAuthors={authors.size > 0} />;
}

function Nothing() {
  return (
    <div class="nothing">
      <p>
        <b>{t("shelf.none")}</b>
      </p>
      <p class="quiet">{t("shelf.noneHint")}</p>
      <ButtonLink href={formatPlace("articles")}>{t("shelf.clear")}</ButtonLink>
    </div>
  );
}

function moveFocus(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(".shelf .title")];
  const present = rows.indexOf(document.activeElement as HTMLElement);
  rows[present < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, present + step))]?.focus();
}
