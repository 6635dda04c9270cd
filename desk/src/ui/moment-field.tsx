/** A day and a time of the site. */

import { useId } from "preact/hooks";
import { t } from "../texts/texts.ts";
import { formatDistance, getTimeZone, joinMoment } from "../time.ts";

interface Properties {
  label: string;
  day: string;
  clock: string;
  error?: string;
  onValue: (value: { day: string; clock: string }) => void;
}

export function MomentField({ label, day, clock, error, onValue }: Properties) {
  const id = useId();
  const moment = joinMoment(day, clock);
  const city = getTimeZone().split("/").at(-1)?.replaceAll("_", " ") ?? "";
  const distance = moment && moment.getTime() > Date.now() ? ` · ${t("time.in", { time: formatDistance(moment.getTime() - Date.now()) })}` : "";
  return (
    <div class={`moment${error ? " wrong" : ""}`} role="group" aria-label={label}>
      <input type="date" value={day} aria-label={t("time.dayField")} aria-describedby={id} aria-invalid={error ? true : undefined} onInput={(event) => onValue({ day: event.currentTarget.value, clock })} />
      <input type="time" value={clock} aria-label={t("time.clockField")} aria-describedby={id} aria-invalid={error ? true : undefined} onInput={(event) => onValue({ day, clock: event.currentTarget.value })} />
      <p class={error ? "error" : "hint"} id={id}>
        {error ?? `${t("app.dateTime", { zone: city })}${distance}`}
      </p>
    </div>
  );
}
