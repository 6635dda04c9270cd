/** A picture in a sentence. */

import type { Node } from "prosemirror-model";
import type { NodeView } from "prosemirror-view";
import { t } from "../../../texts/texts.ts";
import type { PictureSource } from "../pictures.ts";
import { build } from "./dom.ts";
import { showImage } from "./preview.ts";

export class InlineImage implements NodeView {
  readonly dom = build("span", { class: "image", role: "img", contenteditable: "false" });

  constructor(
    private node: Node,
    private readonly pictures: PictureSource,
  ) {
    this.show();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  ignoreMutation(): boolean {
    return true;
  }

  private show(): void {
    const { src, alt } = this.node.attrs;
    const label = (other = "") => this.dom.setAttribute("aria-label", [t("text.picture"), alt || other].filter(Boolean).join(": "));
    label();
    showImage(this.dom, String(src ?? ""), this.pictures, (picture) => label(picture?.alt));
  }
}
