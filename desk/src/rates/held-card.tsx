/** A held rate: what readers see, what the bank printed, and the decision. */

import { useEffect } from "preact/hooks";
import { type HeldRate, type Rate, type RateStatus, readRateStatus } from "../api/rates.ts";
import { useDesk } from "../app/context.ts";
import { formatNumber } from "../time.ts";
import { t } from "../texts/texts.ts";
import { ErrorNotice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { DecisionForm, type VerdictChoice } from "./decision-form.tsx";
import { Decisions } from "./decisions.tsx";
import { findDirection, formatChange, formatRate, formatSheetDay, type CurrencyNames } from "./names.ts";
import { findSlippedPoint, measureOthers } from "./signs.ts";

interface Properties {
  held: HeldRate;
  /** All rates of its sheet. */
  sheet: Rate[];
  nameOf: CurrencyNames;
  onDecided: (status: RateStatus) => void;
  /** The rate is not held any more: somebody else has released it, or a cache had the sheet of before. */
  onReleased: (status: RateStatus) => void;
  onStale: () => void;
}

export function HeldCard({ held, sheet, nameOf, onDecided, onReleased, onStale }: Properties) {
  const { client } = useDesk();
  const { rate, base, date } = held;
  const status = useLoad(date, (signal) => readRateStatus(client, held, signal));
  useEffect(() => {
    if (status.value && !status.value.served.held) onReleased(status.value);
  }, [status.value]);
  const printed = status.value?.printed.rate ?? rate.candidate?.rate;
  const decided = (made: RateStatus) => {
    status.reload();
    onDecided(made);
  };
  const name = [rate.currency, nameOf(rate.currency)].filter(Boolean).join(", ");
  return (
    <section class="held-rate" aria-label={name}>
      <header>
        <span class="status-word submitted">
          <span class="sign" aria-hidden="true" />
          {t("rates.held")}
        </span>{" "}
        <h2>{t("rates.sheetOf", { name, day: formatSheetDay(date) })}</h2> <span class="quiet">{t("rates.why")}</span>
      </header>
      <div>
        <p class="meta">{t("rates.readersSee")}</p>
        <p class="figure">{formatRate(rate.rate)}</p>
        <p>{t("rates.unit", { base, nominal: rate.nominal, currency: rate.currency })}</p>
      </div>
      <div>
        <p class="meta">{t("rates.candidate")}</p>
        <p class="figure doubtful">{printed ? formatRate(printed) : "–"}</p>
        {rate.candidate && <CandidateSigns rate={rate} sheet={sheet} />}
        {Boolean(status.error) && <ErrorNotice error={status.error} onRetry={status.reload} />}
      </div>
      <div>
        <DecisionForm held={held} printed={printed} choices={listChoices(printed ?? "", status.value)} onDecided={decided} onStale={() => (status.reload(), onStale())} extra={<span class="quiet">{t("rates.adminOnly")}</span>} />
        <Decisions decisions={status.value?.decisions ?? []} />
      </div>
    </section>
  );
}

function CandidateSigns({ rate, sheet }: { rate: Rate; sheet: Rate[] }) {
  const { change = null, change_percent: percent = null, rate: candidate = "" } = rate.candidate ?? {};
  const others = measureOthers(sheet, rate.currency);
  const power = findSlippedPoint(rate.rate, candidate);
  return (
    <>
      {change && (
        <p class={`change ${findDirection(change)}`}>
          {formatChange(change)} · {formatChange(percent)} %
        </p>
      )}
      {others && <p class="meta">{t("rates.others", { count: others.count, percent: others.percent })}</p>}
      {power && <p class="meta">{t("rates.slipped", { times: power < 1 ? `1/${formatNumber(Math.round(1 / power))}` : `${formatNumber(power)}×` })}</p>}
    </>
  );
}

function listChoices(printed: string, status: RateStatus | undefined): VerdictChoice[] {
  const mark: VerdictChoice = status?.redenominated
    ? { verdict: "unmark", name: t("rates.unmark"), hint: t("rates.unmarkHint") }
    : { verdict: "redenominate", name: t("rates.mark"), hint: t("rates.markHint") };
  return [
    { verdict: "keep", name: t("rates.keep"), hint: t("rates.keepHint") },
    { verdict: "release", name: t("rates.release"), hint: t("rates.releaseHint", { rate: formatRate(printed) }) },
    mark,
  ];
}
