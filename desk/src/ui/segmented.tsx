/** A choice of few, side by side: languages, views. */

import { useId } from "preact/hooks";
import type { Choice } from "./field.tsx";

export function Segmented({ label, choices, value, onValue }: { label: string; choices: Choice[]; value: string; onValue: (value: string) => void }) {
  const name = useId();
  return (
    <fieldset class="segmented">
      <legend class="hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input type="radio" class="hidden" name={name} value={choice.value} checked={choice.value === value} onChange={() => onValue(choice.value)} />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
