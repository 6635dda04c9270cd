/** What is shown as a card, and what stands in a line but is no text: pictures, embeds, source, line breaks. */

import type { NodeSpec } from "prosemirror-model";
import { GLOBAL, read, specify, write } from "./attributes.ts";

export const IMAGE = ["src", "alt", "title", "width", "height", ...GLOBAL] as const;

/** A picture alone in its paragraph or figure. Its content is the caption; an empty one is that of the picture.
 * `wrapper` is the element that it has without a caption. */
const picture: NodeSpec = {
  group: "card",
  content: "inline*",
  draggable: true,
  isolating: true,
  attrs: {
    wrapper: { default: "p", validate: "string" },
    ...specify(...IMAGE),
  },
  parseDOM: [
    {
      tag: "figure",
      contentElement: (element) => element.querySelector("figcaption") ?? document.createElement("figcaption"),
      getAttrs(element) {
        const image = element.querySelector("img");
        return image !== null && { wrapper: element.dataset.wrapper ?? "figure", ...read(image, ...IMAGE) };
      },
    },
  ],
  toDOM: ({ attrs }) => ["figure", { "data-wrapper": attrs.wrapper }, ["img", write(attrs, ...IMAGE)], ["figcaption", 0]],
};

/** A picture in a sentence. */
const image: NodeSpec = {
  group: "inline",
  inline: true,
  draggable: true,
  attrs: specify(...IMAGE),
  parseDOM: [{ tag: "img[src]", getAttrs: (element) => read(element, ...IMAGE) }],
  toDOM: ({ attrs }) => ["img", write(attrs, ...IMAGE)],
};

/** A video or post of another site. Without a title readers see the address. */
const embed: NodeSpec = {
  group: "card",
  draggable: true,
  attrs: { href: { default: "", validate: "string" }, title: { default: "", validate: "string" }, ...specify("rel") },
  parseDOM: [
    {
      tag: "figure[data-embed]",
      priority: 60,
      getAttrs: (element) => {
        const link = element.querySelector("a");
        return link !== null && { ...read(link, "href", "rel"), title: element.dataset.title ?? "" };
      },
    },
  ],
  toDOM: ({ attrs }) => [
    "figure",
    { "data-embed": "", "data-title": attrs.title },
    ["a", write(attrs, "href", "rel"), attrs.title || attrs.href],
  ],
  leafText: ({ attrs }) => [attrs.title, attrs.href].filter(Boolean).join("\n"),
};

/** A block that the editor cannot show without changing it: its source, to the letter. */
const raw: NodeSpec = {
  group: "card",
  draggable: true,
  attrs: { source: { default: "", validate: "string" } },
  parseDOM: [{ tag: "pre[data-raw]", priority: 60, getAttrs: (element) => ({ source: element.textContent ?? "" }) }],
  toDOM: ({ attrs }) => ["pre", { "data-raw": "" }, attrs.source],
  leafText: ({ attrs }) => attrs.source,
};

const hardBreak: NodeSpec = {
  group: "inline",
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  parseDOM: [{ tag: "br" }],
  toDOM: () => ["br"],
  leafText: () => "\n",
};

export const cards = { picture, image, embed, raw, hard_break: hardBreak };
