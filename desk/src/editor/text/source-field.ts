/** The source of the whole body, shown in place of the text. */

import { t } from "../../texts/texts.ts";
import { build } from "./views/dom.ts";

export class SourceField {
  readonly dom = build("textarea", { class: "source", spellcheck: "false", "aria-label": t("text.sourceField"), hidden: "" });

  /** `onToolbar` is called by Alt F10. */
  constructor(onChange: () => void, onToolbar: () => void) {
    this.dom.addEventListener("input", onChange);
    this.dom.addEventListener("keydown", (event) => {
      if (event.altKey && event.key === "F10") onToolbar();
    });
  }

  get isShown(): boolean {
    return !this.dom.hidden;
  }

  get html(): string {
    return this.dom.value;
  }

  set html(html: string) {
    if (this.dom.value !== html) this.dom.value = html;
  }

  show(html: string): void {
    this.html = html;
    this.dom.hidden = false;
  }

  hide(): void {
    this.dom.hidden = true;
    this.html = "";
  }
}
