/** A video or a post of another site: provider, address, title. Nothing of it is loaded. */

import type { Node } from "prosemirror-model";
import type { EditorView } from "prosemirror-view";
import { t } from "../../../texts/texts.ts";
import { findProvider } from "../embeds/providers.ts";
import { Card } from "./card.ts";
import { build } from "./dom.ts";

export class EmbedCard extends Card {
  readonly dom: HTMLElement;
  private readonly provider = build("strong");
  private readonly address = build("a", { target: "_blank", rel: "noopener noreferrer" });

  constructor(node: Node, view: EditorView, getPos: () => number | undefined) {
    super(node, view, getPos);
    const title = this.buildField(
      build("input", { type: "text", "aria-label": t("text.embedTitle"), placeholder: t("text.embedTitle") }),
      "title",
    );
    const line = build("p", {}, this.provider, " ", this.address);
    this.dom = build("div", { class: "text-card embed", role: "group", contenteditable: "false" }, line, title, this.buildRemoval("text.remove"));
    this.showAll();
  }

  protected show(): void {
    const { href, title } = this.node.attrs;
    const provider = findProvider(href) ?? "";
    this.provider.textContent = provider;
    this.address.textContent = href;
    // An address from the clipboard may be anything.
    if (provider) this.address.href = href;
    this.dom.setAttribute("aria-label", [t("text.embed"), provider, title].filter(Boolean).join(": "));
  }
}
