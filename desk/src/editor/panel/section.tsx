/** A part of the panel that opens and closes. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../../ui/icon.tsx";

interface Properties {
  title: string;
  /** What is in it, in a few words, while it is closed. */
  summary?: string;
  isOpen?: boolean;
  /** It has a field with an error: it opens by itself. */
  hasError?: boolean;
  children: ComponentChildren;
}

export function Section({ title, summary, isOpen: isOpenAtFirst = false, hasError = false, children }: Properties) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const isShown = isOpen || hasError;
  return (
    <section class={`panel-section${hasError ? " wrong" : ""}`}>
      <h2>
        <button type="button" aria-expanded={isShown} onClick={() => setOpen(!isShown)}>
          <span>{title}</span>
          {!isShown && summary && <span class="panel-summary">{summary}</span>}
          <Icon name={isShown ? "fold" : "unfold"} size={18} />
        </button>
      </h2>
      {isShown && <div class="panel-content">{children}</div>}
    </section>
  );
}
