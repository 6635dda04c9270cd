/** Official rates: those that are held, to be decided about, and the newest sheets of each bank. */

import { useEffect, useState } from "preact/hooks";
import { listHeld, listSources, type HeldRate, type RateStatus, type Sheet, type Source } from "../api/rates.ts";
import { formatPlace, go, type Place } from "../app/router.ts";
import { ShelfSkeleton } from "../shelf/table.tsx";
import { getLanguage, t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { useLoad } from "../ui/use-load.ts";
import { HeldCard } from "./held-card.tsx";
import { formatRate, formatSheetDay, useCurrencyNames } from "./names.ts";
import { SheetTable } from "./sheet-table.tsx";
import { useSheet } from "./use-rates.ts";

export function RatesScreen({ place }: { place: Place }) {
  const sources = useLoad("sources", listSources);
  useEffect(() => {
    document.title = `${t("rates.title")} – ${t("app.name")}`;
  }, []);
  const source = sources.value?.find((known) => known.source === place.path[0]) ?? sources.value?.[0];
  const choices = sources.value?.map(({ source: value, names }) => ({ value, label: names[getLanguage()] ?? names.en ?? value }));
  return (
    <main id="content" class="screen rates" tabIndex={-1}>
      <div class="screen-head">
        <div class="title-row">
          <h1>{t("rates.title")}</h1>
          {source && choices && <Segmented label={t("rates.sources")} choices={choices} value={source.source} onValue={(value) => go(formatPlace("rates", [value]))} />}
        </div>
        {source && <p class="meta">{describeSource(source)}</p>}
      </div>
      {Boolean(sources.error) && <ErrorNotice error={sources.error} onRetry={sources.reload} />}
      {source?.stale && <Notice>{t("rates.stale")}</Notice>}
      {source && (source.last_date ? <Bank key={source.source} source={source.source} /> : <p class="nothing">{t("rates.none")}</p>)}
    </main>
  );
}

function describeSource({ last_date, seen_at, expected_date }: Source): string {
  const parts = [
    last_date && seen_at && t("rates.came", { day: formatSheetDay(last_date), time: formatWhen(seen_at, { withClock: true }) }),
    expected_date && t("rates.expected", { day: formatSheetDay(expected_date) }),
  ];
  return parts.filter(Boolean).join(" · ");
}

function Bank({ source }: { source: string }) {
  const { value: sheet, error, isSlow, reload, note } = useSheet(source);
  const nameOf = useCurrencyNames(source);
  const [said, setSaid] = useState("");
  const decided = (status: RateStatus) => {
    note(status);
    setSaid(t(status.served.held ? "rates.staysHeld" : "rates.isReleased", { currency: status.currency, rate: formatRate(status.served.rate) }));
  };
  const sheets: Sheet[] = sheet ? [...(sheet.upcoming ? [sheet.upcoming] : []), sheet] : [];
  const ratesOf = (held: HeldRate) => sheets.find(({ date }) => date === held.date)?.rates ?? [];
  const held = sheet ? listHeld(sheet) : [];
  return (
    <>
      {Boolean(error) && <ErrorNotice error={error} onRetry={reload} />}
      <div role="status">{said && <Notice kind="plain">{said}</Notice>}</div>
      {!sheet && isSlow && <ShelfSkeleton />}
      {held.map((one) => (
        <HeldCard key={`${one.date}/${one.rate.currency}`} held={one} sheet={ratesOf(one)} nameOf={nameOf} onDecided={decided} onReleased={note} onStale={reload} />
      ))}
      {sheet && !held.length && <p class="quiet none-held">{t("rates.noneHeld")}</p>}
      {sheets.map((one) => (
        <SheetTable key={one.date} sheet={one} title={t(one === sheet ? "rates.inForce" : "rates.upcoming", { day: formatSheetDay(one.date) })} nameOf={nameOf} onDecided={decided} onStale={reload} />
      ))}
    </>
  );
}
