/** What was decided about a rate before. */

import type { MadeDecision } from "../api/rates.ts";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { formatRate } from "./names.ts";

export function Decisions({ decisions }: { decisions: MadeDecision[] }) {
  if (!decisions.length) return null;
  return (
    <section class="decisions">
      <h3>{t("rates.before")}</h3>
      <ol>
        {[...decisions].reverse().map((made) => (
          <li key={`${made.at}/${made.rate}`} class={made.counts ? "" : "quiet"}>
            <b>{describe(made)}</b> {made.by.name}, <time dateTime={made.at}>{formatWhen(made.at, { withClock: true })}</time>: {made.reason} {!made.counts && t("rates.over")}
          </li>
        ))}
      </ol>
    </section>
  );
}

function describe({ held, redenominated, rate }: MadeDecision): string {
  if (redenominated !== null) return t(redenominated ? "rates.wasMarked" : "rates.wasUnmarked");
  return t(held ? "rates.wasHeld" : "rates.wasReleased", { rate: formatRate(rate) });
}
