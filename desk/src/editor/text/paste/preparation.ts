/** Removes from pasted HTML what is no text of it: what programs write around a text, and what nobody sees. */

import { findProvider } from "../embeds/providers.ts";
import { isElement } from "../html/tree.ts";
import { applySheets, isHidden, readStyle } from "./styles.ts";
import { makeWordLists } from "./word-lists.ts";

const REMOVED =
  "script, style, meta, link, title, base, template, noscript, xml, object, svg, math, video, audio, canvas, button, select, textarea, input, " +
  "[class*='msocomanchor' i], br.Apple-interchange-newline, span.EOP";

export function prepare(body: HTMLElement, html: string): void {
  const sheets = [...html.matchAll(/<style\b[^>]*>([^]*?)<\/style/gi)].map(([, sheet = ""]) => sheet);
  for (const frame of body.querySelectorAll("iframe")) replaceFrame(frame);
  for (const element of body.querySelectorAll(REMOVED)) element.remove();
  for (const element of body.querySelectorAll("*")) {
    if (isHidden(element) || isWordComment(element)) element.remove();
  }
  applySheets(body, sheets);
  makeWordLists(body);
  for (const element of body.querySelectorAll<HTMLElement>("span, o\\:p")) mendSpaces(element);
}

/** The player of a video becomes its address. */
function replaceFrame(frame: HTMLElement): void {
  const address = frame.getAttribute("src")?.replace(/^\/\//, "https://") ?? "";
  if (!findProvider(address)) return frame.remove();
  const paragraph = frame.ownerDocument.createElement("p");
  paragraph.textContent = address;
  frame.replaceWith(paragraph);
}

/** A note that a colleague made in the margin. */
function isWordComment(element: Element): boolean {
  return /^comment(-list)?$/.test(readStyle(element).get("mso-element") ?? "");
}

/** An ordinary space for those that stand in for several, or for a tab. */
function mendSpaces(element: HTMLElement): void {
  const style = readStyle(element);
  const isFiller = /^Apple-(converted-space|tab-span)$/.test(element.className) || style.has("mso-spacerun") || style.has("mso-tab-count");
  if (isElement(element) && isFiller && !element.textContent?.trim()) element.textContent = " ";
}
