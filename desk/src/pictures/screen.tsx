/** The screen Pictures: `#/pictures`, and `#/pictures/<id>` with the details of one. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Picture } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { formatPlace, go, type Place } from "../app/router.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { t } from "../texts/texts.ts";
import { PictureDetails } from "./details.tsx";
import { addFiles, DropZone } from "./drop-zone.tsx";
import { FileButton } from "./file-input.tsx";
import { formatQuery, LibraryFilters, parseQuery } from "./filters.tsx";
import { Library } from "./library.tsx";
import type { LibraryQuery } from "./use-library.ts";

export function Pictures({ place }: { place: Place }) {
  const { pictures, uploads } = useDesk();
  const query = parseQuery(place.query);
  const current = place.path[0];
  const [changes, setChanges] = useState<ReadonlyMap<string, Picture | null>>(new Map());
  const screen = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${t("app.pictures")} – ${t("app.name")}`;
  }, []);
  useShortcuts({ j: () => step(screen.current, 1), k: () => step(screen.current, -1) });
  const note = (id: string, picture: Picture | null) => setChanges((before) => new Map(before).set(id, picture));
  const change = (picture: Picture) => {
    pictures.put(picture);
    note(picture.id, picture);
  };
  const format = (id?: string, shown: LibraryQuery = query) => formatPlace("pictures", id ? [id] : [], formatQuery(shown));
  const remove = (id: string) => {
    note(id, null);
    go(format());
  };
  return (
    <main id="content" class={`screen pictures${current ? " with-details" : ""}`} tabIndex={-1} ref={screen}>
      <div class="screen-head">
        <h1>{t("app.pictures")}</h1>
        <FileButton kind="main" onFiles={(files) => addFiles(uploads, files)}>
          {t("pictures.add")}
        </FileButton>
      </div>
      <div class="pictures-columns">
        <div class="pictures-library">
          <LibraryFilters hasShortcut query={query} onQuery={(changed) => go(format(current, changed), { replace: true })} />
          <DropZone />
          <Library query={query} current={current} format={({ id }) => format(id)} changes={changes} />
        </div>
        <aside class="picture-panel" aria-label={t("pictures.details")} onKeyDown={(event) => current && leave(event, screen.current)}>
          {current ? <PictureDetails key={current} id={current} back={format()} onChanged={change} onDeleted={remove} /> : <p class="quiet">{t("pictures.chooseOne")}</p>}
        </aside>
      </div>
    </main>
  );
}

/** Esc leads back to the card. */
function leave(event: KeyboardEvent, screen: HTMLElement | null): void {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  screen?.querySelector<HTMLElement>(".picture-card[aria-current]")?.focus();
}

function step(screen: HTMLElement | null, by: number): void {
  const cards = [...(screen?.querySelectorAll<HTMLElement>(".picture-card") ?? [])];
  const present = cards.findIndex((card) => card === document.activeElement);
  const place = present < 0 ? (by > 0 ? 0 : cards.length - 1) : Math.min(cards.length - 1, Math.max(0, present + by));
  cards[place]?.focus();
}
