/** Forms: sent by their button, or by Enter. Then the focus goes to the first field that has an error. */

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { ErrorNotice } from "./notice.tsx";
import type { Action } from "./use-action.ts";
import { useFirstError } from "./use-first-error.ts";

interface Properties {
  class: string;
  /** The focus goes to the first field when the form is opened. */
  takesFocus?: boolean;
  onSubmit: () => Promise<unknown> | void;
  children: ComponentChildren;
}

export function Form({ class: look, takesFocus, onSubmit, children }: Properties) {
  const { element, focusError } = useFirstError<HTMLFormElement>();
  useEffect(() => {
    if (takesFocus) element.current?.querySelector("input")?.focus();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    await onSubmit();
    focusError();
  };
  return (
    <form ref={element} class={look} onSubmit={submit}>
      {children}
    </form>
  );
}

/** Why a form could not be sent, unless its fields say it. */
export function FormFailure({ action: { failure } }: { action: Action }) {
  const isAtFields = failure instanceof Problem && Boolean(failure.document.errors?.length);
  return failure && !isAtFields ? <ErrorNotice error={failure} /> : null;
}
