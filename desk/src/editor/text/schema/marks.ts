/** Marks: the inline elements of a body that contain text. */

import type { Mark, MarkSpec } from "prosemirror-model";
import { GLOBAL, read, specify, write } from "./attributes.ts";

interface Options {
  /** HTML attributes beside those of all elements. */
  own?: readonly string[];
  /** Typing at its end does not go on in it. */
  isEnding?: boolean;
  excludes?: string;
  code?: boolean;
}

/** Elements with one meaning are one mark that remembers its element: `b` stays `b`. The first is that of new marks. */
function build([first, ...others]: readonly [string, ...string[]], { own = [], isEnding, excludes, code }: Options = {}): MarkSpec {
  const attributes = [...own, ...GLOBAL];
  return {
    attrs: { tag: { default: first, validate: "string" }, ...specify(...attributes) },
    inclusive: !isEnding,
    code,
    excludes,
    parseDOM: [first, ...others].map((tag) => ({
      tag: tag === "a" ? "a[href]" : tag,
      getAttrs: (element: HTMLElement) => ({ tag, ...read(element, ...attributes) }),
    })),
    toDOM: (mark) => [mark.attrs.tag, describeMark(mark), 0],
  };
}

/** The HTML attributes of a mark. */
export function describeMark({ attrs }: Mark): Record<string, string> {
  return write(attrs, ...Object.keys(attrs).filter((name) => name !== "tag"));
}

export const marks = {
  link: build(["a"], { own: ["href", "title", "hreflang", "rel"], isEnding: true }),
  strong: build(["strong", "b"]),
  em: build(["em", "i"]),
  strike: build(["s", "del"]),
  underline: build(["u", "ins"]),
  highlight: build(["mark"]),
  small: build(["small"]),
  sub: build(["sub"], { excludes: "sub sup" }),
  sup: build(["sup"], { excludes: "sub sup" }),
  code: build(["code"], { code: true }),
  abbr: build(["abbr"], { own: ["title"], isEnding: true }),
  cite: build(["cite"], { isEnding: true }),
  quotation: build(["q"], { own: ["cite"], isEnding: true }),
  time: build(["time"], { own: ["datetime"], isEnding: true }),
};
