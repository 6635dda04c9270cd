/** A modal dialog. The browser keeps the focus in it, and gives it back. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

export interface DialogProperties {
  title: ComponentChildren;
  /** Beside the title. */
  note?: ComponentChildren;
  /** Esc, or a click beside the dialog. */
  onClose: () => void;
  footer?: ComponentChildren;
  children: ComponentChildren;
  size?: "wide" | "narrow";
}

export function Dialog({ title, note, onClose, footer, children, size = "narrow" }: DialogProperties) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    // The browser gives the focus back only to what a dialog that is still in the document was opened from.
    const opener = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus();
      // What opened it may be gone with what was done.
      if (document.activeElement === document.body) document.querySelector<HTMLElement>("main:not([hidden])")?.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog ${size}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === element.current && onClose()}
    >
      <div class="dialog-content">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          {note && <p>{note}</p>}
        </header>
        <div class="dialog-body">{children}</div>
        {footer && <footer class="dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  );
}
