/** The front page of each language: pins, sections, breaking news. */

import { useEffect, useState } from "preact/hooks";
import { useDesk } from "../app/context.ts";
import { formatPlace, go, type Place } from "../app/router.ts";
import { getShortName } from "../shelf/languages.tsx";
import { ShelfSkeleton } from "../shelf/table.tsx";
import { t } from "../texts/texts.ts";
import { formatClock } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { AddList } from "./add-list.tsx";
import { Breaking } from "./breaking.tsx";
import { PinsConflict } from "./conflict.tsx";
import { PinList } from "./pin-list.tsx";
import { Preview } from "./preview.tsx";
import { Sections } from "./sections.tsx";
import { useFront, type Front } from "./use-front.ts";

export function FrontScreen({ place }: { place: Place }) {
  const { site } = useDesk();
  const lang = site.languages.find((known) => known.lang === place.path[0])?.lang ?? site.languages[0]?.lang ?? "en";
  useEffect(() => {
    document.title = `${t("front.title")} – ${t("app.name")}`;
  }, []);
  return <Arranging key={lang} lang={lang} />;
}

function Arranging({ lang }: { lang: string }) {
  const { front, error, reload } = useFront(lang);
  return (
    <main id="content" class="screen front" tabIndex={-1}>
      <Head front={front} lang={lang} />
      {Boolean(error) && <ErrorNotice error={error} onRetry={reload} />}
      {!front && !error && <ShelfSkeleton />}
      {front && <Body front={front} lang={lang} />}
    </main>
  );
}

function Head({ front, lang }: { front: Front | null; lang: string }) {
  const { site } = useDesk();
  const languages = site.languages.map((known) => ({ value: known.lang, label: getShortName(known.lang) }));
  const state = front?.isChanged ? t("front.changed") : front?.savedAt ? t("front.out", { time: formatClock(front.savedAt) }) : "";
  return (
    <div class="screen-head">
      <div class="title-row">
        <h1>{t("front.title")}</h1>
        <Segmented label={t("front.language")} choices={languages} value={lang} onValue={(value) => go(formatPlace("front", [value]))} />
      </div>
      {front && (
        <div class="title-row">
          <span class={front.isChanged ? "unsaved" : "quiet"} role="status">
            {state}
          </span>
          <Button aria-disabled={!front.canUndo} onClick={front.undo}>
            {t("front.undo")}
          </Button>
          <Button kind="main" isBusy={front.isSaving} aria-disabled={!front.isChanged || undefined} onClick={() => front.isChanged && void front.putOut()}>
            {t("front.putOut")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Body({ front, lang }: { front: Front; lang: string }) {
  const [isPutOff, setPutOff] = useState(false);
  useEffect(() => setPutOff(false), [front.conflict]);
  return (
    <>
      {front.breaking && <Breaking story={front.breaking} />}
      {Boolean(front.failure) && <ErrorNotice error={front.failure} onRetry={() => void front.putOut()} />}
      {front.withdrawn.map((title) => (
        <Notice key={title}>{t("front.withdrawn", { title })}</Notice>
      ))}
      {front.conflict && <Notice action={<Button onClick={() => setPutOff(false)}>{t("front.compare")}</Button>}>{t("front.conflict")}</Notice>}
      {front.conflict && !isPutOff && <PinsConflict theirs={front.conflict} base={front.base} mine={front.pins} cards={front.cards} onChoose={front.resolve} onClose={() => setPutOff(true)} />}
      <div class="front-columns">
        <PinList front={front} lang={lang} />
        <div>
          <Preview pins={front.pins} cards={front.cards} breaking={front.breaking} lang={lang} />
          <Sections lang={lang} />
        </div>
        <AddList front={front} lang={lang} />
      </div>
    </>
  );
}
