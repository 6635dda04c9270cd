/** Brings HTML of the grammar into the form that the parser of the schema reads. */

import { readEmbed } from "./comparison.ts";
import { getName, isBlock, isElement, wrapInline } from "./tree.ts";

/** Changes the children of an element that contains blocks and cards. */
export function prepareCards(parent: Element): void {
  for (const child of [...parent.children]) if (isElement(child)) prepareCard(child);
}

function prepareCard(element: HTMLElement): void {
  const embed = readEmbed(element);
  if (embed) element.replaceWith(buildEmbed(element.ownerDocument, ...embed));
  else if (isLonelyImage(element)) element.replaceWith(buildFigure(element));
  else if (getName(element) === "div") {
    if (![...element.childNodes].some(isBlock)) element.dataset.paragraph = "";
    else {
      wrapInline(element, () => buildParagraph(element.ownerDocument));
      prepareCards(element);
    }
  } else prepareBlock(element);
}

/** Makes paragraphs of the text in items, cells and quotes, and notes which had no tags. */
function prepareBlock(element: HTMLElement): void {
  for (const parent of [element, ...element.querySelectorAll<HTMLElement>("blockquote, li, td, th")]) {
    const name = getName(parent);
    if (name === "blockquote") wrapInline(parent, () => buildParagraph(parent.ownerDocument));
    else if (name === "li" || name === "td" || name === "th") {
      for (const child of parent.children) if (isElement(child) && getName(child) === "p") child.dataset.bare = "false";
      wrapInline(parent, () => buildParagraph(parent.ownerDocument));
    }
  }
}

function buildParagraph(document: Document): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.dataset.bare = "true";
  return paragraph;
}

function buildEmbed(document: Document, href: string, rel: string, title: string): HTMLElement {
  const figure = document.createElement("figure");
  figure.dataset.embed = "";
  figure.dataset.title = title;
  const link = figure.appendChild(document.createElement("a"));
  link.setAttribute("href", href);
  link.setAttribute("rel", rel);
  return figure;
}

function isLonelyImage(element: HTMLElement): boolean {
  const [image, ...others] = [...element.childNodes].filter((node) => isElement(node) || node.textContent?.trim());
  return getName(element) === "p" && element.attributes.length === 0 && image?.nodeName === "IMG" && others.length === 0;
}

function buildFigure(paragraph: HTMLElement): HTMLElement {
  const figure = paragraph.ownerDocument.createElement("figure");
  figure.dataset.wrapper = "p";
  figure.append(...paragraph.childNodes);
  return figure;
}
