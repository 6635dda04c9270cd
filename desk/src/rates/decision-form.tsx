/** The form of a decision about one rate. A reason is required; it is kept on this device until the decision is made. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { decide, type Decision, type HeldRate, type RateStatus } from "../api/rates.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";
import { Form, FormFailure } from "../ui/form.tsx";
import { describeError, Notice } from "../ui/notice.tsx";
import { useAction } from "../ui/use-action.ts";
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
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (kept.value) setReason(kept.value);
  }, [kept.isReady]);
  const change = (text: string) => {
    setReason(text);
    setMissing(false);
    if (text) kept.keep(text);
    else void kept.forget();
  };
  const sending = useAction(async () => {
    setMissing(!reason.trim());
    if (!reason.trim()) return;
    const decision: Decision = { ...DECISIONS[verdict], reason: reason.trim().replace(/\s+/g, " "), rate: printed };
    const status = await decide(client, held, decision);
    // First, since the form that comes in place of this one would begin with it.
    await kept.forget();
    setReason("");
    onDecided(status);
  });
  const { failure } = sending;
  return (
    <Form class="form-rows" onSubmit={sending.run}>
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
      <TextArea label={t("rates.reason")} aria-required value={reason} error={isMissing ? t("rates.reasonMissing") : sending.at("reason")} maxLength={500} onValue={change} />
      {failure instanceof Problem && failure.status === 409 ? <Notice action={<Button onClick={onStale}>{t("app.reload")}</Button>}>{describeError(failure)}</Notice> : <FormFailure action={sending} />}
      <div class="form-foot">
        <Button type="submit" kind="main" isBusy={sending.isBusy}>
          {choices.find((choice) => choice.verdict === verdict)?.name}
        </Button>
        {extra}
      </div>
    </Form>
  );
}
