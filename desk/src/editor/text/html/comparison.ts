/** Compares two pieces of HTML by what readers get: text and its marks, images, and the blocks around them.
 *
 * The order of nested marks, line ends and repeated spaces make no difference. */

import { findProvider, readTitle } from "../embeds/providers.ts";
import { BLOCKS, getName, isElement } from "./tree.ts";

/** Elements that only change how text looks. Two that touch are as good as one. */
const FORMATS = new Set("strong b em i s del u ins mark small sub sup".split(" "));
const DEFAULTS = new Map([
  ["colspan", "1"],
  ["rowspan", "1"],
]);
const SPACES = /[ \t\r\n\f]+/g;

/** What readers get of nodes, as text that can be compared. */
export function summarize(nodes: Iterable<Node>): string {
  const summary = new Summary();
  for (const node of nodes) summary.add(node, [], false);
  return summary.end();
}

class Summary {
  private readonly parts: string[] = [];
  /** The line that is being read: pieces of text with their marks, as JSON. */
  private line: [text: string, marks: string][] = [];
  private instances = 0;

  add(node: Node, marks: readonly string[], isPreformatted: boolean): void {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.textContent ?? "";
      this.write(isPreformatted ? JSON.stringify(text) : text.replace(SPACES, " "), marks);
    } else if (isElement(node)) this.addElement(node, marks, isPreformatted);
  }

  end(): string {
    this.closeLine();
    return this.parts.join("\n");
  }

  private addElement(element: HTMLElement, marks: readonly string[], isPreformatted: boolean): void {
    const name = getName(element);
    const embed = readEmbed(element);
    if (embed) this.addBlock(JSON.stringify(embed), [], [], false);
    else if (BLOCKS.has(name)) {
      if (isSpacing(element)) this.closeLine();
      else this.addBlock(describe(element), element.childNodes, marks, isPreformatted || name === "pre");
    } else if (name === "br") this.write("\n<br>\n", []);
    else if (name === "img") this.write(`\n${describe(element)}\n`, marks);
    else {
      const mark = FORMATS.has(name) ? describe(element) : `${describe(element)}#${this.instances++}`;
      for (const child of element.childNodes) this.add(child, [...new Set([...marks, mark])].sort(), isPreformatted);
    }
  }

  private addBlock(description: string, content: Iterable<Node>, marks: readonly string[], isPreformatted: boolean): void {
    this.closeLine();
    this.parts.push(`{${description}`);
    for (const node of content) this.add(node, marks, isPreformatted);
    this.closeLine();
    this.parts.push("}");
  }

  private write(text: string, marks: readonly string[]): void {
    const key = marks.join(" ");
    const last = this.line.at(-1);
    const lastText = this.line.findLast(([piece]) => piece)?.[0] ?? "\n";
    // Spaces at the ends of lines and behind spaces are not shown.
    const shown = /[ \n]$/.test(lastText) && text.startsWith(" ") ? text.slice(1) : text;
    if (text.startsWith("\n")) this.trimEnd();
    if (last?.[1] === key) last[0] += shown;
    else this.line.push([shown, key]);
  }

  private trimEnd(): void {
    const last = this.line.findLast(([piece]) => piece);
    if (last) last[0] = last[0].replace(/ $/, "");
  }

  private closeLine(): void {
    this.trimEnd();
    let former = "";
    let numbers = new Map<string, number>();
    for (const [text, marks] of this.line.filter(([piece]) => piece)) {
      // Instances are counted by line in the order of their text.
      const numbered = marks.replace(/#(\d+)/g, (_, number: string) => {
        if (!numbers.has(number)) numbers.set(number, numbers.size);
        return `#${numbers.get(number)}`;
      });
      if (numbered === former) this.parts[this.parts.length - 1] += text;
      else this.parts.push(`${numbered}|${text}`);
      former = numbered;
    }
    this.line = [];
  }
}

function describe(element: HTMLElement): string {
  const attributes = [...element.attributes].filter(({ name, value }) => DEFAULTS.get(name) !== value);
  return [getName(element), ...attributes.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).sort()].join(" ");
}

/** Blocks without content are distance: readers do not get them. */
function isSpacing(element: HTMLElement): boolean {
  return /^(p|div|h[1-6])$/.test(getName(element)) && !element.querySelector("img, hr, td, th") && !/\S/.test(element.textContent ?? "");
}

/** Address, relations and title of a card or of a paragraph that becomes one; null for other elements. */
export function readEmbed(element: HTMLElement): [href: string, rel: string, title: string] | null {
  const isCard = element.dataset.embed !== undefined;
  if (!isCard && (getName(element) !== "p" || element.attributes.length > 0)) return null;
  if ([...element.attributes].some(({ name }) => !name.startsWith("data-"))) return null;
  const nodes = [...element.childNodes].filter((node) => !(node.nodeType === Node.TEXT_NODE && !node.textContent?.trim()));
  const [link] = nodes;
  if (!link || nodes.length > 1) return null;
  const text = link.textContent?.trim() ?? "";
  if (link.nodeType === Node.TEXT_NODE) return findProvider(text) ? [text, "noopener", ""] : null;
  if (!(link instanceof HTMLAnchorElement) || link.childElementCount > 0) return null;
  const [href, rel] = [link.getAttribute("href") ?? "", link.getAttribute("rel") ?? "noopener"];
  if ([...link.attributes].some(({ name }) => name !== "href" && name !== "rel") || !findProvider(href)) return null;
  return [href, rel, readTitle(text)];
}
