/** What the shelf shows, as the address has it, and the controls that change it. */

import { useDesk } from "../app/context.ts";
import { formatPlace, go, type Place } from "../app/router.ts";
import type { Category } from "../api/types.ts";
import type { ShelfQuery } from "../api/articles.ts";
import { getTermName } from "../api/terms.ts";
import { getLanguage, t, type TextName } from "../texts/texts.ts";
import { SelectField } from "../ui/field.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { getShortName } from "./languages.tsx";

const STATUSES = ["all", "draft", "submitted", "scheduled", "published", "withdrawn", "binned"] as const;
const NAMES: Record<(typeof STATUSES)[number], TextName> = {
  all: "shelf.all",
  draft: "shelf.drafts",
  submitted: "shelf.submitted",
  scheduled: "shelf.scheduled",
  published: "shelf.published",
  withdrawn: "shelf.withdrawn",
  binned: "shelf.bin",
};

export function parseFilters({ query }: Place): ShelfQuery {
  const get = (name: string) => query.get(name) || undefined;
  return {
    status: STATUSES.find((known) => known === get("status")) ?? "all",
    lang: get("lang"),
    category: get("category"),
    q: get("q"),
    mine: get("mine") === "true",
  };
}

function formatFilters(filters: ShelfQuery): string {
  const { status, mine, ...rest } = filters;
  return formatPlace("articles", [], { ...rest, status: status === "all" ? undefined : status, mine: mine ? "true" : undefined });
}

interface Properties {
  filters: ShelfQuery;
  categories: Category[];
  /** Number of articles that wait for an editor, such as `3` or `30+`. */
  waiting: string | null;
}

export function StatusTabs({ filters, waiting }: Omit<Properties, "categories">) {
  return (
    <nav class="status-tabs" aria-label={t("shelf.status")}>
      {STATUSES.map((status) => (
        <a key={status} href={formatFilters({ ...filters, status })} aria-current={filters.status === status ? "page" : undefined}>
          {t(NAMES[status])}
          {status === "submitted" && waiting && <span class="count">{waiting}</span>}
        </a>
      ))}
    </nav>
  );
}

export function FilterRow({ filters, categories }: Omit<Properties, "waiting">) {
  const { site } = useDesk();
  const change = (changes: Partial<ShelfQuery>) => go(formatFilters({ ...filters, ...changes }), { replace: true });
  const languages = [{ value: "", label: t("shelf.allLanguages") }, ...site.languages.map(({ lang }) => ({ value: lang, label: getShortName(lang) }))];
  const sections = [{ value: "", label: t("shelf.allSections") }, ...categories.map((category) => ({ value: category.slug, label: getTermName(category, filters.lang ?? getLanguage()) }))];
  const owners = [
    { value: "", label: t("shelf.everybody") },
    { value: "true", label: t("shelf.mine") },
  ];
  return (
    <div class="filters">
      <SearchField hasShortcut label={t("shelf.search")} value={filters.q ?? ""} onValue={(q) => change({ q: q || undefined })} />
      <Segmented label={t("shelf.languages")} choices={languages} value={filters.lang ?? ""} onValue={(lang) => change({ lang: lang || undefined })} />
      <SelectField isBare label={t("shelf.section")} choices={sections} value={filters.category ?? ""} onValue={(category) => change({ category: category || undefined })} />
      <SelectField isBare label={t("shelf.whose")} choices={owners} value={filters.mine ? "true" : ""} onValue={(mine) => change({ mine: mine === "true" })} />
      <p class="order">{t(filters.status === "scheduled" ? "shelf.orderByTime" : "shelf.order")}</p>
    </div>
  );
}
