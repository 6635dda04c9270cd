/** Chooses the screen of the address. Screens other than the shelf are loaded when they are needed. */

import type { ComponentType } from "preact";
import { UploadBar } from "../pictures/upload-bar.tsx";
import { Shelf } from "../shelf/shelf.tsx";
import type { DeskLanguage } from "../texts/texts.ts";
import { t } from "../texts/texts.ts";
import { lazy } from "../ui/lazy.tsx";
import { type Place, type ScreenName, usePlace } from "./router.ts";
import { Band } from "./band.tsx";

export interface ScreenProperties {
  place: Place;
}

type Screen = ComponentType<ScreenProperties>;

/** Screens with chunks of their own. A screen of several parts chooses by the path. */
const LATER: Partial<Record<ScreenName, Screen>> = {
  articles: lazy(async () => (await import("../editor/editor-screen.tsx")).EditorScreen),
  pictures: lazy(async () => (await import("../pictures/screen.tsx")).Pictures),
  front: lazy(async () => (await import("../front/front.tsx")).FrontScreen),
  terms: lazy(async () => (await import("../terms/terms.tsx")).TermsScreen),
  people: lazy(async () => (await import("../people/staff.tsx")).StaffScreen),
  rates: lazy(async () => (await import("../rates/rates.tsx")).RatesScreen),
  work: lazy(async () => (await import("../work/work.tsx")).WorkScreen),
};
const Revisions = lazy(async () => (await import("../revisions/revisions-screen.tsx")).RevisionsScreen);

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
  if (place.screen === "articles" && !place.path.length) return <Shelf place={place} />;
  if (place.screen === "articles" && place.path[1] === "revisions") return <Revisions place={place} />;
  const Screen = LATER[place.screen];
  return Screen ? <Screen key={place.screen} place={place} /> : <Shelf place={place} />;
}
