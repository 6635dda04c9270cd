/** The form of a decision about one rate. A reason is required; it is kept on this device until the decision is made. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { decide, type Decision, type HeldRate, type RateStatus } from "../api/rates.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useFocusOnError } from "../ui/use-focus-on-error.ts";
import { useKept } from "../ui/use-kept.ts";

export type Verdict = "keep" | "release" | "redenominate" | "unmark";

export interface VerdictChoice {
  verdict: Verdict;
  /** On the button. */
  name: string;
  hint: string;
}

interface Properties {
  held: HeldRate;
  /** The bank's rate that the person sees. The decision is about it alone. */
  printed?: string;
  choices: VerdictChoice[];
  onDecided: (status: RateStatus) => void;
  /** The bank prints another rate by now. */
  onStale: () => void;
  extra?: ComponentChildren;
}

const DECISIONS: Record<Verdict, { held: boolean } | { redenominated: boolean }> = {
  keep: { held: true },
  release: { held: false },
  redenominate: { redenominated: true },
  unmark: { redenominated: false },
};

export function DecisionForm({ held, printed, choices, onDecided, onStale, extra }: Properties) {
  const { client } = useDesk();
  const id = useId();
  const kept = useKept<string>(`rate/${held.source}/${held.date}/${held.rate.currency}`);
  const [verdict, setVerdict] = useState<Verdict>(choices[0]?.verdict ?? "keep");
  const [reason, setReason] = useState("");
  const [error, setError] = useState<unknown>();
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const form = useFocusOnError(error || isMissing);
  useEffect(() => {
    if (kept.value) setReason(kept.value);
  }, [kept.isReady]);
  const change = (text: string) => {
    setReason(text);
    setMissing(false);
    if (text) kept.keep(text);
    else kept.forget();
  };
  const send = async () => {
    setMissing(!reason.trim());
    if (!reason.trim()) return;
    setBusy(true);
    setError(undefined);
    const decision: Decision = { ...DECISIONS[verdict], reason: reason.trim().replace(/\s+/g, " "), rate: printed };
    try {
      onDecided(await decide(client, held, decision));
      setReason("");
      kept.forget();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const isStale = error instanceof Problem && error.status === 409;
  const atReason = isMissing ? t("rates.reasonMissing") : error instanceof Problem ? error.at("reason") : undefined;
  return (
    <form
      ref={form}
      class="form-rows"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void send();
      }}
    >
      <fieldset class="radios">
        <legend>{t("rates.decide")}</legend>
        {choices.map((choice) => (
          <div class="check" key={choice.verdict}>
            <input type="radio" id={`${id}-${choice.verdict}`} name={id} checked={verdict === choice.verdict} onChange={() => setVerdict(choice.verdict)} />
            <label for={`${id}-${choice.verdict}`}>
              <b>{choice.name}</b> <span class="quiet">{choice.hint}</span>
            </label>
          </div>
        ))}
      </fieldset>
      <TextArea label={t("rates.reason")} aria-required value={reason} error={atReason} maxLength={500} onValue={change} />
      {isStale ? <Notice action={<Button onClick={onStale}>{t("app.reload")}</Button>}>{error.message}</Notice> : Boolean(error) && !atReason && <ErrorNotice error={error} />}
      <div class="form-foot">
        <Button type="submit" kind="main" isBusy={isBusy}>
          {choices.find((choice) => choice.verdict === verdict)?.name}
        </Button>
        {extra}
      </div>
    </form>
  );
}
