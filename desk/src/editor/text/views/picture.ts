/** A picture with its alternative text and its caption. Where these are empty, readers get those of the picture. */

import type { Node } from "prosemirror-model";
import type { EditorView, ViewMutationRecord } from "prosemirror-view";
import { t } from "../../../texts/texts.ts";
import type { PictureSource, ShownPicture } from "../pictures.ts";
import { Card } from "./card.ts";
import { build } from "./dom.ts";
import { showImage } from "./preview.ts";

export class PictureCard extends Card {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  private readonly box = build("div", { class: "shown" });
  private readonly alt: HTMLInputElement;
  private readonly caption: HTMLElement;
  private found: ShownPicture | null = null;

  constructor(
    node: Node,
    view: EditorView,
    getPos: () => number | undefined,
    private readonly pictures: PictureSource,
  ) {
    super(node, view, getPos);
    this.alt = this.buildField(build("input", { type: "text", "aria-label": t("text.alt") }), "alt");
    const alt = build("label", { class: "alt" }, build("span", {}, t("text.alt")), this.alt);
    this.contentDOM = build("div", { class: "caption" });
    this.caption = build("figcaption", { role: "group", "aria-label": t("text.caption") }, this.contentDOM);
    const fixed = build("div", { contenteditable: "false" }, this.box, this.buildRemoval("text.removePicture"), alt);
    this.dom = build("figure", { class: "text-card picture", role: "group" }, fixed, this.caption);
    this.showAll();
  }

  override update(node: Node): boolean {
    const isUpdated = super.update(node);
    if (isUpdated) this.showCaption();
    return isUpdated;
  }

  /** A press in the caption sets the cursor; elsewhere it may begin to drag the picture. */
  override stopEvent(event: Event): boolean {
    const isInCaption = event.target instanceof globalThis.Node && this.caption.contains(event.target);
    return super.stopEvent(event) || (isInCaption && event.type === "mousedown");
  }

  override ignoreMutation(mutation: ViewMutationRecord): boolean {
    if (this.contentDOM.contains(mutation.target)) return mutation.type === "attributes" && mutation.target === this.contentDOM;
    return super.ignoreMutation(mutation);
  }

  protected show(): void {
    showImage(this.box, String(this.node.attrs.src ?? ""), this.pictures, (picture) => {
      this.found = picture;
      this.show();
    });
    const alt = this.node.attrs.alt || this.found?.alt || "";
    this.alt.placeholder = this.found?.alt ?? "";
    this.dom.setAttribute("aria-label", [t("text.picture"), alt].filter(Boolean).join(": "));
    this.showCaption();
  }

  private showCaption(): void {
    const own = [this.found?.caption, this.found?.credit].filter(Boolean).join(" ");
    this.contentDOM.dataset.placeholder = this.node.content.size ? "" : own || t("text.caption");
  }
}
