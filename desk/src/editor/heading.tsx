/** Title and summary, as readers see them. */

import type { TargetedInputEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { findApostrophe, isUzbekLatin } from "../apostrophes.ts";
import { t } from "../texts/texts.ts";
import { useEditing } from "./editing.ts";

export function Heading({ onEnter }: { onEnter: () => void }) {
  const { article, draft, change, errors } = useEditing();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A new article begins with its title.
    if (!article && !draft.title) place.current?.querySelector("textarea")?.focus();
  }, []);
  return (
    <div class="heading" ref={place}>
      <Line name="title" label={t("editor.title")} value={draft.title ?? ""} limit={300} error={errors.title} onValue={(title) => change({ title: title || null })} onEnter={() => focusDek()} />
      <Line name="dek" label={t("editor.dek")} value={draft.dek ?? ""} limit={1000} error={errors.dek} onValue={(dek) => change({ dek: dek || null })} onEnter={onEnter} />
    </div>
  );
}

function focusDek(): void {
  document.querySelector<HTMLElement>(".heading .dek textarea")?.focus();
}

interface LineProperties {
  name: "title" | "dek";
  label: string;
  value: string;
  limit: number;
  error?: string;
  onValue: (value: string) => void;
  onEnter: () => void;
}

/** One line of text that is as high as it must be. A pasted line end is a space. */
function Line({ name, label, value, limit, error, onValue, onEnter }: LineProperties) {
  const { draft, isReadOnly } = useEditing();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => fit(field.current), [value]);
  const isLong = value.length > limit - 40;
  return (
    <div class={`${name}${error ? " wrong" : ""}`}>
      <textarea
        ref={field}
        rows={1}
        lang={draft.lang}
        placeholder={label}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${name}-error` : undefined}
        value={value}
        readOnly={isReadOnly}
        spellcheck
        onInput={(event) => onValue(event.currentTarget.value.replace(/\s*\n\s*/g, " "))}
        onBeforeInput={(event) => correct(event, draft.lang)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          onEnter();
        }}
      />
      {isLong && (
        <p class="hint">
          {value.length} / {limit}
        </p>
      )}
      {error && (
        <p class="error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** Apostrophes as in the text below. A command of the document leaves it to undo. */
function correct(event: TargetedInputEvent<HTMLTextAreaElement>, lang: string): void {
  const { currentTarget: field, data } = event;
  if (!isUzbekLatin(lang) || !data || event.isComposing) return;
  const letter = findApostrophe(field.value.slice(0, field.selectionStart) + data);
  if (!letter) return;
  event.preventDefault();
  document.execCommand("insertText", false, letter);
}

/** For browsers without `field-sizing`. Styles of the script are not those of the markup, which the policy forbids. */
function fit(field: HTMLTextAreaElement | null): void {
  if (!field || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
