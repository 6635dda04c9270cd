/** Chooses the screen of the address. Screens other than the shelf are loaded when they are needed. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { UploadBar } from "../pictures/upload-bar.tsx";
import { Shelf } from "../shelf/shelf.tsx";
import type { DeskLanguage } from "../texts/texts.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { type Place, usePlace } from "./router.ts";
import { Band } from "./band.tsx";

export interface ScreenProperties {
  place: Place;
}

type Screen = ComponentType<ScreenProperties>;

/** Screens with chunks of their own. A screen of several parts chooses by the path. */
const LATER: Record<string, () => Promise<Screen>> = {
  pictures: async () => (await import("../pictures/screen.tsx")).Pictures,
};

export function Screens({ onLanguage }: { onLanguage: (language: DeskLanguage) => void }) {
  const place = usePlace();
  return (
    <>
      <a class="skip" href="#content" onClick={focusContent}>
        {t("app.skip")}
      </a>
      <Band place={place} onLanguage={onLanguage} />
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
  const load = LATER[place.screen];
  return load ? <Later key={place.screen} load={load} place={place} /> : <Shelf place={place} />;
}

function Later({ load, place }: ScreenProperties & { load: () => Promise<Screen> }) {
  const [screen, setScreen] = useState<{ component: Screen } | null>(null);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    load().then(
      (component) => setScreen({ component }),
      // The files of this version are gone: another one was deployed.
      () => setMissing(true),
    );
  }, []);
  if (isMissing) return <Notice action={<Button onClick={() => location.reload()}>{t("app.reload")}</Button>}>{t("app.newVersion")}</Notice>;
  return screen && <screen.component place={place} />;
}
