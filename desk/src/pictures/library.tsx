/** The library of pictures, with the uploads that run: for the screen, and for the choice of a picture. */

import { useState } from "preact/hooks";
import type { Picture } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useStore } from "../ui/use-store.ts";
import { PictureCard, UploadCard } from "./cards.tsx";
import { moveInGrid } from "./grid-keys.ts";
import { useLibrary, type LibraryQuery } from "./use-library.ts";

interface Properties {
  query: LibraryQuery;
  /** Id of the picture whose details are shown. */
  current?: string;
  /** Address of a picture's details. Without it, cards are buttons. */
  format?: (picture: Picture) => string;
  onChoose?: (picture: Picture) => void;
  /** What has changed since the list was loaded; null for what was deleted. */
  changes?: ReadonlyMap<string, Picture | null>;
}

export function Library({ query, current, format, onChoose = () => undefined, changes = new Map() }: Properties) {
  const { uploads } = useDesk();
  useStore(uploads);
  const pages = useLibrary(query);
  const [reached, setReached] = useState<string | undefined>(current);
  if (pages.error && !pages.value) return <ErrorNotice error={pages.error} onRetry={pages.reload} />;
  const running = uploads.items.filter(({ stage }) => stage !== "ready");
  const items = applyChanges(pages.value ?? [], changes).filter(({ id }) => !running.some(({ picture, replaces }) => picture === id && !replaces));
  const tabStop = (items.find(({ id }) => id === reached) ?? items[0])?.id;
  return (
    <>
      {Boolean(pages.error) && <ErrorNotice error={pages.error} onRetry={pages.reload} />}
      <ul class="picture-grid" aria-label={t("app.pictures")} aria-busy={pages.isLoading} onKeyDown={moveInGrid}>
        {running.map((item) => (
          <li key={`upload/${item.key}`}>
            <UploadCard item={item} />
          </li>
        ))}
        {items.map((picture) => (
          <li key={picture.id}>
            <PictureCard
              picture={picture}
              isCurrent={picture.id === current}
              href={format?.(picture)}
              onChoose={onChoose}
              isReachable={picture.id === tabStop}
              onFocus={() => setReached(picture.id)}
            />
          </li>
        ))}
        {!pages.value && pages.isSlow && <Skeleton />}
      </ul>
      {pages.value && !items.length && !running.length && <Nothing isSearch={Boolean(query.q) || query.status !== "all"} />}
      {Boolean(pages.moreError) && <ErrorNotice error={pages.moreError} onRetry={() => void pages.loadMore()} />}
      {pages.hasMore && (
        <p class="show-more">
          <Button isBusy={pages.isLoadingMore} onClick={() => void pages.loadMore()}>
            {t("app.more")}
          </Button>
        </p>
      )}
    </>
  );
}

/** A change may be older than the list. */
function applyChanges(items: Picture[], changes: ReadonlyMap<string, Picture | null>): Picture[] {
  return items.flatMap((item) => {
    const changed = changes.get(item.id);
    if (changed === null) return [];
    return changed && changed.version >= item.version ? [{ ...item, ...changed }] : [item];
  });
}

function Skeleton() {
  return (
    <>
      {Array.from({ length: 8 }, (_, number) => (
        <li key={number} class="picture-skeleton" />
      ))}
      <li class="hidden" role="status">
        {t("app.loading")}
      </li>
    </>
  );
}

function Nothing({ isSearch }: { isSearch: boolean }) {
  return (
    <div class="nothing">
      <p>
        <b>{t(isSearch ? "pictures.noneFound" : "pictures.none")}</b>
      </p>
      <p class="quiet">{t(isSearch ? "pictures.noneFoundHint" : "pictures.noneHint")}</p>
    </div>
  );
}
