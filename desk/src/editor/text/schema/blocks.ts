/** Blocks of text: paragraphs, headings, lists, quotes, code. */

import type { DOMOutputSpec, Node, NodeSpec } from "prosemirror-model";
import { GLOBAL, read, specify, write } from "./attributes.ts";

const LIST = ["start", "reversed", "type"] as const;
const QUOTE = ["cite"] as const;

/** `bare`: whether the paragraph is written without its tags, as in `<li>text</li>`; null leaves it to the place. */
const paragraph: NodeSpec = {
  group: "block",
  content: "inline*",
  attrs: {
    tag: { default: "p", validate: "string" },
    bare: { default: null, validate: "boolean|null" },
    ...specify(...GLOBAL),
  },
  parseDOM: [
    { tag: "p", getAttrs: (element) => ({ bare: readBare(element), ...read(element, ...GLOBAL) }) },
    { tag: "div[data-paragraph]", getAttrs: (element) => ({ tag: "div", ...read(element, ...GLOBAL) }) },
  ],
  toDOM: ({ attrs }) => {
    const own = attrs.tag === "div" ? { "data-paragraph": "" } : attrs.bare === null ? {} : { "data-bare": String(attrs.bare) };
    return [attrs.tag, { ...own, ...write(attrs, ...GLOBAL) }, 0];
  },
};

function readBare(element: HTMLElement): boolean | null {
  const { bare } = element.dataset;
  return bare === undefined ? null : bare === "true";
}

/** A `div` around blocks. */
const division: NodeSpec = {
  group: "card",
  content: "(block | card)+",
  attrs: specify(...GLOBAL),
  parseDOM: [{ tag: "div", getAttrs: (element) => read(element, ...GLOBAL) }],
  toDOM: ({ attrs }) => ["div", write(attrs, ...GLOBAL), 0],
};

const heading: NodeSpec = {
  group: "block",
  content: "inline*",
  defining: true,
  attrs: { level: { default: 2, validate: "number" }, ...specify(...GLOBAL) },
  parseDOM: [2, 3, 4, 5, 6].map((level) => ({
    tag: `h${level}`,
    getAttrs: (element: HTMLElement) => ({ level, ...read(element, ...GLOBAL) }),
  })),
  toDOM: ({ attrs }) => [`h${attrs.level}`, write(attrs, ...GLOBAL), 0],
};

const blockquote: NodeSpec = {
  group: "block",
  content: "block+",
  defining: true,
  attrs: specify(...QUOTE, ...GLOBAL),
  parseDOM: [{ tag: "blockquote", getAttrs: (element) => read(element, ...QUOTE, ...GLOBAL) }],
  toDOM: ({ attrs }) => ["blockquote", write(attrs, ...QUOTE, ...GLOBAL), 0],
};

const bulletList: NodeSpec = {
  group: "block list",
  content: "list_item+",
  attrs: specify(...GLOBAL),
  parseDOM: [{ tag: "ul", getAttrs: (element) => read(element, ...GLOBAL) }],
  toDOM: ({ attrs }) => ["ul", write(attrs, ...GLOBAL), 0],
};

const orderedList: NodeSpec = {
  group: "block list",
  content: "list_item+",
  attrs: specify(...LIST, ...GLOBAL),
  parseDOM: [{ tag: "ol", getAttrs: (element) => read(element, ...LIST, ...GLOBAL) }],
  toDOM: ({ attrs }) => ["ol", write(attrs, ...LIST, ...GLOBAL), 0],
};

const listItem: NodeSpec = {
  content: "block+",
  defining: true,
  attrs: specify(...GLOBAL),
  parseDOM: [{ tag: "li", getAttrs: (element) => read(element, ...GLOBAL) }],
  toDOM: ({ attrs }) => ["li", write(attrs, ...GLOBAL), 0],
};

/** `hasCode`: `<pre><code>`, as Markdown makes it. */
const codeBlock: NodeSpec = {
  group: "block",
  content: "text*",
  marks: "",
  code: true,
  defining: true,
  attrs: { hasCode: { default: true, validate: "boolean" }, ...specify(...GLOBAL) },
  parseDOM: [
    {
      tag: "pre",
      preserveWhitespace: "full",
      getAttrs: (element) => ({ hasCode: isCode(element), ...read(element, ...GLOBAL) }),
    },
  ],
  toDOM: toPre,
};

function isCode(element: HTMLElement): boolean {
  return element.childNodes.length === 1 && element.firstElementChild?.tagName === "CODE";
}

function toPre({ attrs }: Node): DOMOutputSpec {
  return attrs.hasCode ? ["pre", write(attrs, ...GLOBAL), ["code", 0]] : ["pre", write(attrs, ...GLOBAL), 0];
}

const rule: NodeSpec = {
  group: "block",
  attrs: specify(...GLOBAL),
  parseDOM: [{ tag: "hr", getAttrs: (element) => read(element, ...GLOBAL) }],
  toDOM: ({ attrs }) => ["hr", write(attrs, ...GLOBAL)],
};

/** The paragraph comes first: it is what an empty place gets. */
export const blocks = {
  paragraph,
  division,
  heading,
  blockquote,
  bullet_list: bulletList,
  ordered_list: orderedList,
  list_item: listItem,
  code_block: codeBlock,
  horizontal_rule: rule,
};
