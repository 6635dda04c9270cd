/** Lists of Word, which writes their items as paragraphs with a marker. Only what Word says is an item becomes one. */

import { getName, isElement } from "../html/tree.ts";
import { readStyle } from "./styles.ts";
import { type Numbering, readMarker } from "./word-markers.ts";

interface Item {
  level: number;
  numbering: Numbering | null;
  element: HTMLElement;
}

const LEVEL = /l\d+\s+level(\d)/;
const MAX_LEVEL = 9;
/** A marker whose style a browser has removed. Word fills the distance to the text with such spaces. */
const TYPED_MARKER = /^\s*([·•§▪◦o–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s*\xa0(?:\s*\xa0)+\s*/i;

/** Makes lists of the items in an element and in all elements within. */
export function makeWordLists(root: HTMLElement): void {
  markMarkers(root);
  const parents = new Set([...root.querySelectorAll("[style*='mso-list' i], .MsoListParagraph, [class*='MsoListParagraph'], [data-aria-level]")].map(findParent));
  for (const parent of parents) if (parent) gather(parent);
}

/** Items of Word for browsers are lists of their own, often in a box. */
function findParent(element: Element): Element | null {
  const block = element.closest(".ListContainerWrapper") ?? element.closest("p, div, h1, h2, h3, h4, h5, h6, ul, ol");
  return block?.parentElement ?? null;
}

/** What is between `[if !supportLists]` and `[endif]` is a marker. */
function markMarkers(root: HTMLElement): void {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) {
    if (!/^\s*\[if !supportLists\]/i.test(walker.currentNode.nodeValue ?? "")) continue;
    const marker = walker.currentNode.nextSibling;
    if (isElement(marker)) marker.setAttribute("style", `${marker.getAttribute("style") ?? ""};mso-list:Ignore`);
  }
}

function gather(parent: Element): void {
  let items: Item[] = [];
  const close = (before: Node | null) => {
    if (items.length) parent.insertBefore(nest(items), before);
    items = [];
  };
  for (const child of [...parent.childNodes]) {
    const read = isElement(child) ? readItems(child) : [];
    if (read.length) {
      items.push(...read);
      child.remove();
    } else if (isElement(child) || child.textContent?.trim()) close(child);
  }
  close(null);
}

function readItems(element: HTMLElement): Item[] {
  if (element.matches(".ListContainerWrapper")) return [...element.children].filter(isElement).flatMap(readItems);
  if (/^[ou]l$/.test(getName(element))) return readItemsOfBrowser(element);
  if (!/^(p|div|h[1-6])$/.test(getName(element))) return [];
  const level = Number(LEVEL.exec(readStyle(element).get("mso-list") ?? "")?.[1] ?? 0);
  const marker = findMarker(element);
  if (marker) {
    const numbering = readMarker((marker.textContent ?? "").trim());
    if (numbering === undefined) return [];
    marker.remove();
    return [{ level: level || 1, numbering, element }];
  }
  const isListParagraph = element.className.includes("MsoListParagraph");
  const typed = isListParagraph ? TYPED_MARKER.exec(element.textContent ?? "") : null;
  if (!level && !typed) return [];
  if (typed) cutText(element, typed[0].length);
  return [{ level: level || 1, numbering: readMarker(typed?.[1] ?? "") ?? null, element }];
}

/** Each list of Word for browsers is one item with its level. */
function readItemsOfBrowser(list: HTMLElement): Item[] {
  const items = [...list.children].filter(isElement);
  if (!items.length || !items.every((item) => item.dataset.ariaLevel)) return [];
  const first = Number(list.getAttribute("start") ?? 1);
  const type = (["1", "a", "A", "i", "I"] as const).find((known) => known === list.getAttribute("type")) ?? "1";
  return items.map((element, place) => ({
    level: Number(element.dataset.ariaLevel) || 1,
    numbering: getName(list) === "ol" ? { type, number: first + place } : null,
    element,
  }));
}

/** The marker at the beginning of a paragraph. */
function findMarker(paragraph: HTMLElement): HTMLElement | null {
  const markers = [...paragraph.querySelectorAll<HTMLElement>("[style*='mso-list' i]")];
  const marker = markers.find((element) => /ignore/.test(readStyle(element).get("mso-list") ?? ""));
  if (!marker || marker.querySelector("img")) return null;
  const range = paragraph.ownerDocument.createRange();
  range.setStart(paragraph, 0);
  range.setEndBefore(marker);
  return range.toString().trim() ? null : marker;
}

function cutText(element: HTMLElement, length: number): void {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = length;
  while (left > 0 && walker.nextNode()) {
    const text = walker.currentNode.nodeValue ?? "";
    walker.currentNode.nodeValue = text.slice(left);
    left -= text.length;
  }
}

/** Lists in lists by the levels of the items. */
function nest(items: readonly Item[]): DocumentFragment {
  const document = items[0]?.element.ownerDocument ?? window.document;
  const fragment = document.createDocumentFragment();
  const open: { level: number; list: HTMLElement }[] = [];
  for (const item of items) {
    const level = Math.min(item.level, MAX_LEVEL);
    while ((open.at(-1)?.level ?? 0) > level) open.pop();
    const last = open.at(-1);
    if (last?.level === level && getName(last.list) !== (item.numbering ? "ol" : "ul")) open.pop();
    if (open.at(-1)?.level !== level) {
      const list = buildList(document, item.numbering);
      (open.at(-1)?.list.lastElementChild ?? fragment).append(list);
      open.push({ level, list });
    }
    const entry = document.createElement("li");
    entry.append(...item.element.childNodes);
    open.at(-1)?.list.append(entry);
  }
  return fragment;
}

function buildList(document: Document, numbering: Numbering | null): HTMLElement {
  const list = document.createElement(numbering ? "ol" : "ul");
  if (numbering && numbering.type !== "1") list.setAttribute("type", numbering.type);
  if (numbering && numbering.number > 1) list.setAttribute("start", String(numbering.number));
  return list;
}
