/** Inline elements of pasted text: the formats and links around each piece of text. */

import { isLinkAddress } from "../addresses.ts";
import { getName } from "../html/tree.ts";
import { readFormats, readFullStyle } from "./styles.ts";

/** Elements around a text, by name. Each name is there once. */
export type Wrappers = ReadonlyMap<string, Readonly<Record<string, string>>>;

const FORMATS: Record<string, string> = {
  b: "strong",
  strong: "strong",
  i: "em",
  em: "em",
  s: "s",
  del: "s",
  strike: "s",
  sup: "sup",
  sub: "sub",
  u: "u",
  ins: "u",
  mark: "mark",
  small: "small",
  code: "code",
};
const WITH_ATTRIBUTES: Record<string, readonly string[]> = {
  a: ["href", "title", "hreflang"],
  abbr: ["title"],
  cite: [],
  q: ["cite"],
  time: ["datetime"],
};
const RELATIONS = ["nofollow", "sponsored", "ugc"];

/** The wrappers of the text in an element. `isBold`: in headings and heads of tables all text is bold anyway. */
export function addWrappers(element: HTMLElement, outer: Wrappers, isBold: boolean): Wrappers {
  const inner = new Map(outer);
  const name = getName(element);
  const format = FORMATS[name];
  const formats: ReadonlyMap<string, boolean> = readFormats(readFullStyle(element));
  if (format && formats.get(format) !== false) inner.set(format, {});
  const attributes = WITH_ATTRIBUTES[name];
  if (attributes) {
    const written = readAttributes(element, attributes);
    if (name !== "a" || written.href !== undefined) inner.set(name, written);
  }
  for (const [style, isSet] of formats) {
    if (isSet && !(isBold && style === "strong")) inner.set(style, {});
    if (!isSet) inner.delete(style);
  }
  return inner;
}

function readAttributes(element: HTMLElement, names: readonly string[]): Record<string, string> {
  const written: Record<string, string> = {};
  for (const name of names) {
    const value = element.getAttribute(name);
    if (value) written[name] = value;
  }
  if (getName(element) !== "a") return written;
  const href = unwrapAddress(written.href ?? "");
  if (!href || !isLinkAddress(href) || isLocal(element, href)) delete written.href;
  else written.href = href;
  const relations = (element.getAttribute("rel") ?? "").toLowerCase().split(/\s+/);
  const kept = RELATIONS.filter((relation) => relations.includes(relation));
  return kept.length ? { ...written, rel: kept.join(" ") } : written;
}

/** The address behind the page of a mail program or of Google that leads there. */
export function unwrapAddress(address: string): string {
  const trimmed = address.trim();
  if (!/^https?:/i.test(trimmed) || !URL.canParse(trimmed)) return trimmed;
  const url = new URL(trimmed);
  const isGoogle = /^(www\.)?google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url";
  const isOutlook = url.hostname.endsWith(".safelinks.protection.outlook.com");
  const target = isGoogle ? (url.searchParams.get("q") ?? url.searchParams.get("url")) : isOutlook ? url.searchParams.get("url") : null;
  return target && /^https?:/i.test(target) && isLinkAddress(target) ? target : trimmed;
}

/** Whether a link leads to a place in the pasted text: readers get no places. */
function isLocal(element: HTMLElement, href: string): boolean {
  if (!href.startsWith("#")) return false;
  const root = element.closest("body");
  const name = CSS.escape(decode(href.slice(1)));
  return href === "#" || (root?.querySelector(`[id="${name}"], [name="${name}"]`) ?? null) !== null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a `%` that encodes nothing
  }
}
