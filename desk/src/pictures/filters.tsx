/** What the library shows, and the controls that change it. */

import { t, type TextName } from "../texts/texts.ts";
import { SearchField } from "../ui/search-field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { FILTERS, type LibraryQuery } from "./use-library.ts";

const NAMES: Record<LibraryQuery["status"], TextName> = {
  all: "pictures.all",
  ready: "pictures.ready",
  waiting: "pictures.working",
  refused: "pictures.refused",
};

export function parseQuery(query: URLSearchParams): LibraryQuery {
  return { status: parseStatus(query.get("status")), q: query.get("q")?.trim() || undefined };
}

function parseStatus(value: string | null): LibraryQuery["status"] {
  return FILTERS.find((known) => known === value) ?? "all";
}

/** The query of an address. */
export function formatQuery({ status, q }: LibraryQuery): Record<string, string | undefined> {
  return { status: status === "all" ? undefined : status, q };
}

export function LibraryFilters({ query, onQuery, hasShortcut }: { query: LibraryQuery; onQuery: (query: LibraryQuery) => void; hasShortcut?: boolean }) {
  const choices = FILTERS.map((value) => ({ value, label: t(NAMES[value]) }));
  return (
    <div class="filters">
      <SearchField label={t("pictures.search")} value={query.q ?? ""} hasShortcut={hasShortcut} onValue={(q) => onQuery({ ...query, q: q || undefined })} />
      <Segmented label={t("shelf.status")} choices={choices} value={query.status} onValue={(status) => onQuery({ ...query, status: parseStatus(status) })} />
    </div>
  );
}
