/** Views of the nodes that are more than their element. */

import type { NodeViewConstructor } from "prosemirror-view";
import type { PictureSource } from "../pictures.ts";
import { EmbedCard } from "./embed.ts";
import { InlineImage } from "./image.ts";
import { PictureCard } from "./picture.ts";
import { RawCard } from "./raw.ts";

export function buildNodeViews(pictures: PictureSource): Record<string, NodeViewConstructor> {
  return {
    picture: (node, view, getPos) => new PictureCard(node, view, getPos, pictures),
    image: (node) => new InlineImage(node, pictures),
    embed: (node, view, getPos) => new EmbedCard(node, view, getPos),
    raw: (node, view, getPos) => new RawCard(node, view, getPos),
  };
}
