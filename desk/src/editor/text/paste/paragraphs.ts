/** Paragraphs of pasted text. */

import { getName, isBlank, isElement } from "../html/tree.ts";

/** Splits paragraphs at two line breaks, removes what is only distance, and makes figures of images that are alone. */
export function splitParagraphs(root: HTMLElement): void {
  for (const paragraph of root.querySelectorAll("p")) split(paragraph);
  for (const element of root.querySelectorAll("p, h2, h3, h4, h5, h6")) {
    if (isSpacing(element)) element.remove();
    else trimBreaks(element);
  }
  for (const paragraph of [...root.children].filter((child) => getName(child) === "p")) makeFigure(paragraph);
}

function isSpacing(element: Element): boolean {
  return !element.textContent?.trim() && !element.querySelector("img");
}

function isBreak(node: Node | null): node is ChildNode {
  return isElement(node) && getName(node) === "br";
}

function split(paragraph: HTMLElement): void {
  for (const first of paragraph.querySelectorAll(":scope > br")) {
    const second = skipBlank(first.nextSibling);
    if (!isBreak(second)) continue;
    const before = paragraph.ownerDocument.createElement("p");
    while (paragraph.firstChild && paragraph.firstChild !== first) before.append(paragraph.firstChild);
    paragraph.before(before);
    while (paragraph.firstChild && (isBreak(paragraph.firstChild) || isBlank(paragraph.firstChild))) paragraph.firstChild.remove();
    return split(paragraph);
  }
}

function skipBlank(node: ChildNode | null): ChildNode | null {
  let next = node;
  while (next && !isElement(next) && isBlank(next)) next = next.nextSibling;
  return next;
}

/** Line breaks at the ends of a block show nothing. */
function trimBreaks(element: Element): void {
  for (const end of ["firstChild", "lastChild"] as const) {
    while (element[end] && (isBreak(element[end]) || (!isElement(element[end]) && isBlank(element[end])))) element[end].remove();
  }
}

function makeFigure(paragraph: Element): void {
  const [image, ...others] = [...paragraph.childNodes].filter((node) => isElement(node) || node.textContent?.trim());
  if (!image || others.length || image.nodeName !== "IMG") return;
  const figure = paragraph.ownerDocument.createElement("figure");
  figure.dataset.wrapper = "p";
  figure.append(image);
  paragraph.replaceWith(figure);
}
