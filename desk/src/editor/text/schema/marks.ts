/** Marks: the inline elements of a body that contain text. */

import type { Mark, MarkSpec } from "prosemirror-model";
import { GLOBAL, read, specify, write } from "./attributes.ts";

/** Elements with one meaning are one mark that remembers its element: `b` stays `b`. The first is that of new marks. */
const ELEMENTS = {
  link: ["a"],
  strong: ["strong", "b"],
  em: ["em", "i"],
  strike: ["s", "del"],
  underline: ["u", "ins"],
  highlight: ["mark"],
  small: ["small"],
  sub: ["sub"],
  sup: ["sup"],
  code: ["code"],
  abbr: ["abbr"],
  cite: ["cite"],
  quotation: ["q"],
  time: ["time"],
} as const;

export type MarkName = keyof typeof ELEMENTS;

const OWN_ATTRIBUTES: Partial<Record<MarkName, readonly string[]>> = {
  link: ["href", "title", "hreflang", "rel"],
  abbr: ["title"],
  quotation: ["cite"],
  time: ["datetime"],
};

const NAMES = Object.keys(ELEMENTS) as MarkName[];

/** Typing at the end of these does not go on in them. */
const ENDING: ReadonlySet<MarkName> = new Set(["link", "abbr", "cite", "quotation", "time"]);

function getAttributeNames(name: MarkName): readonly string[] {
  return [...(OWN_ATTRIBUTES[name] ?? []), ...GLOBAL];
}

function buildMark(name: MarkName): MarkSpec {
  const [first, ...others] = ELEMENTS[name];
  const attributes = getAttributeNames(name);
  return {
    attrs: { tag: { default: first, validate: "string" }, ...specify(...attributes) },
    inclusive: !ENDING.has(name),
    code: name === "code",
    excludes: name === "sub" || name === "sup" ? "sub sup" : undefined,
    parseDOM: [first, ...others].map((tag) => ({
      tag: name === "link" ? "a[href]" : tag,
      getAttrs: (element: HTMLElement) => ({ tag, ...read(element, ...attributes) }),
    })),
    toDOM: (mark) => [mark.attrs.tag, describeMark(mark), 0],
  };
}

/** The HTML attributes of a mark. */
export function describeMark(mark: Mark): Record<string, string> {
  const name = NAMES.find((known) => known === mark.type.name);
  return name ? write(mark.attrs, ...getAttributeNames(name)) : {};
}

export const marks = Object.fromEntries(NAMES.map((name) => [name, buildMark(name)])) as Record<MarkName, MarkSpec>;
