/** The rates of a sheet. A rate that looks wrong can be held. */

import { useState } from "preact/hooks";
import { readRateStatus, type HeldRate, type Rate, type RateStatus, type Sheet } from "../api/rates.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { DecisionForm } from "./decision-form.tsx";
import { Decisions } from "./decisions.tsx";
import { findDirection, formatChange, formatRate, formatSheetDay, type CurrencyNames } from "./names.ts";

interface Properties {
  sheet: Sheet;
  title: string;
  nameOf: CurrencyNames;
  onDecided: (status: RateStatus) => void;
  onStale: () => void;
}

export function SheetTable({ sheet, title, nameOf, onDecided, onStale }: Properties) {
  const [holding, setHolding] = useState<Rate | null>(null);
  const { source, base, date } = sheet;
  const decided = (status: RateStatus) => {
    setHolding(null);
    onDecided(status);
  };
  return (
    <section class="sheet">
      <h2>{title}</h2>
      <table class="listing">
        <thead>
          <tr>
            <th scope="col">{t("rates.code")}</th>
            <th scope="col">{t("rates.currency")}</th>
            <th scope="col">{t("rates.units")}</th>
            <th scope="col">{base}</th>
            <th scope="col">{t("rates.change")}</th>
            <th scope="col">%</th>
            <th scope="col">
              <span class="hidden">{t("rates.decide")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sheet.rates.map((rate) => (
            <Row key={rate.currency} rate={rate} name={nameOf(rate.currency)} onHold={() => setHolding(rate)} />
          ))}
        </tbody>
      </table>
      {holding && <HoldDialog held={{ source, base, date, rate: holding }} onDecided={decided} onStale={() => (setHolding(null), onStale())} onClose={() => setHolding(null)} />}
    </section>
  );
}

function Row({ rate, name, onHold }: { rate: Rate; name: string; onHold: () => void }) {
  const direction = findDirection(rate.change);
  return (
    <tr>
      <th scope="row">{rate.currency}</th>
      <td>{name}</td>
      <td>{rate.nominal}</td>
      <td>{formatRate(rate.rate)}</td>
      <td class={direction}>{formatChange(rate.change)}</td>
      <td class={direction}>{formatChange(rate.change_percent)}</td>
      <td>
        {rate.held ? (
          <span class="status-word submitted">{t("rates.held")}</span>
        ) : (
          <Button isSmall aria-label={t("rates.holdName", { currency: rate.currency })} onClick={onHold}>
            {t("rates.hold")}
          </Button>
        )}
      </td>
    </tr>
  );
}

interface DialogProperties {
  held: HeldRate;
  onDecided: (status: RateStatus) => void;
  onStale: () => void;
  onClose: () => void;
}

function HoldDialog({ held, onDecided, onStale, onClose }: DialogProperties) {
  const { client } = useDesk();
  const status = useLoad(held.rate.currency, (signal) => readRateStatus(client, held, signal));
  const choice = { verdict: "keep" as const, name: t("rates.holdThis"), hint: t("rates.holdHint") };
  return (
    <Dialog title={t("rates.holdTitle", { currency: held.rate.currency, rate: formatRate(held.rate.rate) })} note={formatSheetDay(held.date)} onClose={onClose}>
      {Boolean(status.error) && <ErrorNotice error={status.error} onRetry={status.reload} />}
      <DecisionForm held={held} printed={status.value?.printed.rate ?? held.rate.rate} choices={[choice]} onDecided={onDecided} onStale={onStale} extra={<Button onClick={onClose}>{t("app.cancel")}</Button>} />
      <Decisions decisions={status.value?.decisions ?? []} />
    </Dialog>
  );
}
