/** Chooses the screen of the address. Screens other than the shelf are loaded when they are needed. */

import { prefetchArticles } from "../api/articles.ts";
import type { Client } from "../api/client.ts";
import { loadEditor } from "../editor/loading.ts";
import { UploadBar } from "../pictures/upload-bar.tsx";
import { parseFilters } from "../shelf/filters.tsx";
import { Shelf } from "../shelf/shelf.tsx";
import type { DeskLanguage } from "../texts/texts.ts";
import { t } from "../texts/texts.ts";
import { lazy, type LazyComponent } from "../ui/lazy.tsx";
import { type Place, type ScreenName, usePlace } from "./router.ts";
import { Band } from "./band.tsx";

export interface ScreenProperties {
  place: Place;
}

type Screen = LazyComponent<ScreenProperties>;

const loadMore = () => import("./more-screens.ts");

/** Screens that are loaded behind the frame and the shelf. */
const LATER: Record<Exclude<ScreenName, "articles">, Screen> = {
  pictures: lazy(async () => (await loadMore()).Pictures),
  front: lazy(async () => (await loadMore()).FrontScreen),
  terms: lazy(async () => (await loadMore()).TermsScreen),
  people: lazy(async () => (await loadMore()).StaffScreen),
  rates: lazy(async () => (await loadMore()).RatesScreen),
  work: lazy(async () => (await loadMore()).WorkScreen),
};
const Editor = lazy(async () => (await loadEditor()).EditorScreen);
const Revisions = lazy(async () => (await loadMore()).RevisionsScreen);

/** Milliseconds after which the shelf is there, on a slow line too. */
const SHELF_READY = 3_000;

/** Begin to load the screen of a place. From the shelf the editor is loaded early: it opens at once, also without a network. */
export function prepareScreen(place: Place): void {
  const screen = findScreen(place);
  if (screen) screen.prepare();
  else setTimeout(Editor.prepare, SHELF_READY);
}

export function isShelf(place: Place): boolean {
  return findScreen(place) === null;
}

/** Ask for what the screen of a place shows first. The shelf is drawn before it has anything to show. */
export function prefetchScreen(client: Client, place: Place): void {
  if (isShelf(place)) prefetchArticles(client, parseFilters(place));
}

export function Screens({ onLanguage }: { onLanguage: (language: DeskLanguage) => void }) {
  const place = usePlace();
  const isEditor = place.screen === "articles" && place.path.length > 0;
  return (
    <>
      <a class="skip" href="#content" onClick={focusContent}>
        {t("app.skip")}
      </a>
      {!isEditor && <Band place={place} onLanguage={onLanguage} />}
      <Content place={place} />
      <UploadBar isHidden={place.screen === "pictures"} />
    </>
  );
}

/** The fragment is the address of the screen, so the link must not change it. */
function focusContent(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("main")?.focus();
}

function Content({ place }: ScreenProperties) {
  const Screen = findScreen(place);
  return Screen ? <Screen key={place.screen} place={place} /> : <Shelf place={place} />;
}

/** Null is the shelf. A screen of several parts chooses by the path. */
function findScreen({ screen, path }: Place): Screen | null {
  if (screen !== "articles") return LATER[screen];
  if (!path.length) return null;
  return path[1] === "revisions" ? Revisions : Editor;
}
