/** A block of source. */

import type { Node } from "prosemirror-model";
import type { EditorView } from "prosemirror-view";
import { t } from "../../../texts/texts.ts";
import { Card } from "./card.ts";
import { build } from "./dom.ts";

const MAX_ROWS = 20;

export class RawCard extends Card {
  readonly dom: HTMLElement;
  private readonly field = build("textarea", { spellcheck: "false", "aria-label": t("text.raw"), dir: "auto" });

  constructor(node: Node, view: EditorView, getPos: () => number | undefined) {
    super(node, view, getPos);
    const label = build("p", {}, build("strong", {}, t("text.raw")), " ", t("text.rawHint"));
    this.buildField(this.field, "source");
    const attributes = { class: "text-card raw", role: "group", "aria-label": t("text.raw"), contenteditable: "false" };
    this.dom = build("div", attributes, label, this.field, this.buildRemoval("text.remove"));
    this.showAll();
  }

  protected show(): void {
    this.field.rows = Math.min(MAX_ROWS, this.field.value.split("\n").length + 1);
  }
}
