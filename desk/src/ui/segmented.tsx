/** A choice of few, side by side: languages, views. */

import { useId } from "preact/hooks";
import type { Choice } from "./field.tsx";

/** `mark`: a dot beside the choice, and its meaning for screen readers. */
export type SegmentedChoice = Choice & { mark?: string };

export function Segmented({ label, choices, value, onValue }: { label: string; choices: SegmentedChoice[]; value: string; onValue: (value: string) => void }) {
  const name = useId();
  return (
    <fieldset class="segmented">
      <legend class="hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} title={choice.mark}>
          <input type="radio" class="hidden" name={name} value={choice.value} checked={choice.value === value} onChange={() => onValue(choice.value)} />
          <span class={choice.mark ? "marked" : undefined}>
            {choice.label}
            {choice.mark && <span class="hidden">, {choice.mark}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
