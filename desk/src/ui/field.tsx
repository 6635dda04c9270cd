/** Fields with their label, hint and error. */

import type { ComponentChildren, InputHTMLAttributes, TextareaHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

interface Frame {
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string;
  /** The label is for screen readers only. */
  isBare?: boolean;
}

function FieldFrame({ id, label, hint, error, isBare, children }: Frame & { id: string; children: ComponentChildren }) {
  return (
    <div class={`field${error ? " wrong" : ""}`}>
      <label for={id} class={isBare ? "hidden" : undefined}>
        {label}
      </label>
      {children}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function describe(id: string, { hint, error }: Frame) {
  const ids = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return { id, "aria-describedby": ids || undefined, "aria-invalid": error ? true : undefined };
}

type Change = { onValue: (value: string) => void };

export function TextField({ label, hint, error, isBare, onValue, ...rest }: Frame & Change & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  const frame = { label, hint, error, isBare };
  return (
    <FieldFrame id={id} {...frame}>
      <input type="text" {...rest} {...describe(id, frame)} onInput={(event) => onValue(event.currentTarget.value)} />
    </FieldFrame>
  );
}

/** It grows with its text (`field-sizing`). */
export function TextArea({ label, hint, error, isBare, onValue, ...rest }: Frame & Change & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  const frame = { label, hint, error, isBare };
  return (
    <FieldFrame id={id} {...frame}>
      <textarea rows={2} {...rest} {...describe(id, frame)} onInput={(event) => onValue(event.currentTarget.value)} />
    </FieldFrame>
  );
}

export interface Choice {
  value: string;
  label: string;
}

export function SelectField({ label, hint, error, isBare, onValue, choices, value, disabled }: Frame & Change & { choices: Choice[]; value: string; disabled?: boolean }) {
  const id = useId();
  const frame = { label, hint, error, isBare };
  return (
    <FieldFrame id={id} {...frame}>
      <select disabled={disabled} {...describe(id, frame)} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

export function CheckField({ label, hint, isChecked, onValue, disabled }: { label: ComponentChildren; hint?: ComponentChildren; isChecked: boolean; onValue: (value: boolean) => void; disabled?: boolean }) {
  const id = useId();
  return (
    <div class="check">
      <input type="checkbox" disabled={disabled} id={id} checked={isChecked} onChange={(event) => onValue(event.currentTarget.checked)} />
      <label for={id}>
        {label} {hint && <span class="quiet">{hint}</span>}
      </label>
    </div>
  );
}
