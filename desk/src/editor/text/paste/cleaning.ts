/** Cleans pasted HTML of word processors, spreadsheets, mail and web pages: the meaning that a browser shows, in elements
 * of the grammar. */

import { parseHtml } from "../../../html.ts";
import { BLOCKS, getName, isBlock, isElement, wrapInline } from "../html/tree.ts";
import { addWrappers, type Wrappers } from "./inline.ts";
import { takeImage, type PastedImages } from "./images.ts";
import { prepare } from "./preparation.ts";
import { splitParagraphs } from "./paragraphs.ts";
import { readFullStyle } from "./styles.ts";
import { isLayout, readAlignment } from "./tables.ts";

const KEPT = new Set("p h2 h3 h4 h5 h6 ul ol li blockquote hr table thead tbody tfoot tr td th".split(" "));
const NAMES: Record<string, string> = { h1: "h2", menu: "ul", dir: "ul", dt: "p", dd: "p", caption: "p" };
const ATTRIBUTES: Record<string, readonly string[]> = {
  ol: ["start", "type", "reversed"],
  td: ["colspan", "rowspan"],
  th: ["colspan", "rowspan", "scope"],
};

/** The cleaned HTML. Pictures that must be uploaded go to `images`. */
export function cleanHtml(html: string, images: PastedImages): string {
  const body = parseHtml(html);
  prepare(body, html);
  const copy = new Copy(body, images);
  return copy.run().innerHTML;
}

class Copy {
  private readonly hasTitle: boolean;
  private readonly document: Document;

  constructor(
    private readonly body: HTMLElement,
    private readonly images: PastedImages,
  ) {
    this.document = body.ownerDocument;
    this.hasTitle = body.querySelector("h1") !== null;
  }

  run(): HTMLElement {
    const root = this.document.createElement("div");
    this.copyChildren(this.body, root, new Map());
    if ([...root.childNodes].some(isBlock)) wrapInline(root, () => this.document.createElement("p"));
    splitParagraphs(root);
    return root;
  }

  private copyChildren(source: Node, target: HTMLElement, wrappers: Wrappers): void {
    for (const child of source.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) this.copyText(child, target, wrappers);
      else if (isElement(child)) this.copyElement(child, target, wrappers);
    }
  }

  private copyText(text: Node, target: HTMLElement, wrappers: Wrappers): void {
    const isShown = /^(pre|break)/.test(findWhiteSpace(text));
    const lines = (text.textContent ?? "").split(isShown ? /\r?\n/ : /(?!)/);
    lines.forEach((line, place) => {
      if (place > 0) target.append(this.document.createElement("br"));
      if (line) this.append(target, this.document.createTextNode(line), /[^ \t\r\n\f]/.test(line) ? wrappers : new Map());
    });
  }

  private append(target: HTMLElement, node: Node, wrappers: Wrappers): void {
    let wrapped = node;
    for (const [name, attributes] of [...wrappers].reverse()) {
      const wrapper = this.document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) wrapper.setAttribute(key, value);
      wrapper.append(wrapped);
      wrapped = wrapper;
    }
    target.append(wrapped);
  }

  private copyElement(element: HTMLElement, target: HTMLElement, outer: Wrappers): void {
    const name = getName(element);
    const wrappers = addWrappers(element, outer, /^(h[1-6]|th)$/.test(name) || target.closest("h2, h3, h4, h5, h6, th") !== null);
    if (name === "br") target.append(this.document.createElement("br"));
    else if (name === "img") this.copyImage(element, target, wrappers);
    else if (name === "pre") target.append(this.buildCode(element));
    else if (name === "figure" && isFigure(element)) this.copyFigure(element, target);
    else if (name === "table" && (isLayout(element) || target.closest("table, li"))) this.copyBlock(element, target, wrappers);
    else if (/^(thead|tbody|tfoot|tr|td|th)$/.test(name) && !target.closest("table")) this.copyBlock(element, target, wrappers);
    else if (KEPT.has(NAMES[name] ?? name)) this.copyKept(element, target, wrappers);
    else if (BLOCKS.has(name) || isDisplayedAsBlock(element)) this.copyBlock(element, target, wrappers);
    else this.copyChildren(element, target, wrappers);
  }

  private copyKept(element: HTMLElement, target: HTMLElement, wrappers: Wrappers): void {
    const copy = this.document.createElement(this.rename(getName(element)));
    for (const name of ATTRIBUTES[getName(copy)] ?? []) {
      const value = element.getAttribute(name);
      if (value !== null) copy.setAttribute(name, value);
    }
    if (element.getAttribute("dir")?.toLowerCase() === "rtl") copy.setAttribute("dir", "rtl");
    const alignment = /^t[dh]$/.test(getName(copy)) ? readAlignment(element) : null;
    if (alignment) copy.setAttribute("align", alignment);
    const isNestedList = /^[ou]l$/.test(getName(copy)) && /^[ou]l$/.test(getName(target));
    (isNestedList ? this.findItem(target) : target).append(copy);
    this.copyChildren(element, copy, wrappers);
  }

  /** Headings below a title move up with it, as the API moves them. */
  private rename(name: string): string {
    const level = /^h([2-5])$/.exec(name)?.[1];
    return level && this.hasTitle ? `h${Number(level) + 1}` : (NAMES[name] ?? name);
  }

  /** The item before a list that is directly in a list. */
  private findItem(list: HTMLElement): HTMLElement {
    const last = list.lastElementChild;
    return isElement(last) ? last : list.appendChild(this.document.createElement("li"));
  }

  /** A block that readers do not get: its text is in paragraphs. In a heading it is on the same line. */
  private copyBlock(element: HTMLElement, target: HTMLElement, wrappers: Wrappers): void {
    if (target.closest("h2, h3, h4, h5, h6, p")) {
      target.append(" ");
      this.copyChildren(element, target, wrappers);
      target.append(" ");
      return;
    }
    const section = this.document.createElement("div");
    target.append(section);
    this.copyChildren(element, section, wrappers);
    wrapInline(section, () => this.document.createElement("p"));
    section.replaceWith(...section.childNodes);
  }

  private buildCode(element: HTMLElement): HTMLElement {
    for (const lineBreak of element.querySelectorAll("br")) lineBreak.replaceWith("\n");
    const code = this.document.createElement("pre");
    code.append(element.textContent?.replace(/\n$/, "") ?? "");
    return code;
  }

  private copyImage(element: HTMLElement, target: HTMLElement, wrappers: Wrappers): void {
    const image = takeImage(element, this.images);
    if (image) this.append(target, image, wrappers);
  }

  /** A figure with one image and its caption. */
  private copyFigure(element: HTMLElement, target: HTMLElement): void {
    const [first, ...others] = [...element.querySelectorAll("img")].map((image) => takeImage(image, this.images)).filter((image) => image !== null);
    const caption = element.querySelector("figcaption");
    if (!first || target.closest("li, td, th, blockquote")) {
      if (first) target.append(first);
      if (caption) this.copyBlock(caption, target, new Map());
      return;
    }
    const figure = this.document.createElement("figure");
    const shown = this.document.createElement("figcaption");
    if (caption) this.copyChildren(caption, shown, new Map());
    figure.append(first, shown);
    target.append(figure, ...others);
  }
}

/** Whether all that a figure has are images and their caption. */
function isFigure(element: HTMLElement): boolean {
  const caption = element.querySelector("figcaption")?.textContent ?? "";
  return element.querySelector("img") !== null && !element.querySelector("table") && element.textContent?.trim() === caption.trim();
}

function isDisplayedAsBlock(element: HTMLElement): boolean {
  return /^(block|flex|grid|list-item|table)/.test(readFullStyle(element).get("display") ?? "");
}

function findWhiteSpace(node: Node): string {
  for (let element = node.parentElement; element; element = element.parentElement) {
    const value = /white-space(?:-collapse)?\s*:\s*([\w-]+)/i.exec(element.getAttribute("style") ?? "")?.[1];
    if (value) return value.toLowerCase();
  }
  return "normal";
}
