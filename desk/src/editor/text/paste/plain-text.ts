/** Pasted plain text: paragraphs, and lists, headings, quotes and code as Markdown writes them. */

import { Fragment, type Mark, type Node, type NodeType, Slice } from "prosemirror-model";
import { schema } from "../schema/schema.ts";
import { parseInline } from "./markdown-inline.ts";

const { nodes } = schema;
const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const FENCE = /^\s*(```|~~~)/;
const QUOTE = /^\s*>\s?/;
const ITEM = /^(\s*)(?:([-*+•▪◦·])|(\d{1,3})[.)])\s+(\S.*)$/;

interface Line {
  text: string;
  item: RegExpExecArray | null;
}

/** `isLiteral`: marks of Markdown stay text. */
export function parsePlainText(text: string, marks: readonly Mark[], isLiteral: boolean): Slice {
  const lines = text.replace(/\r\n?/g, "\n").replace(/^\n+|\n+$/g, "").split("\n");
  const blocks = new PlainText(lines, marks, isLiteral).read();
  return new Slice(Fragment.from(blocks), isParagraph(blocks[0]) ? 1 : 0, isParagraph(blocks.at(-1)) ? 1 : 0);
}

function isParagraph(node: Node | undefined): boolean {
  return node?.type === nodes.paragraph;
}

class PlainText {
  private readonly blocks: Node[] = [];
  private readonly hasBlankLines: boolean;
  private paragraph: string[] = [];
  private place = 0;

  constructor(
    private readonly lines: readonly string[],
    private readonly marks: readonly Mark[],
    private readonly isLiteral: boolean,
  ) {
    this.hasBlankLines = lines.some((line) => !line.trim());
  }

  read(): Node[] {
    while (this.place < this.lines.length) this.readLine(this.lines[this.place] ?? "");
    this.closeParagraph();
    return this.blocks;
  }

  private readLine(line: string): void {
    const block = this.isLiteral ? null : this.readBlock(line);
    if (block) {
      const rest = this.place;
      this.closeParagraph();
      this.place = rest;
      this.blocks.push(block);
      return;
    }
    this.place += 1;
    if (!line.trim()) this.closeParagraph();
    else {
      // Spaces around a piece of a line are its own.
      this.paragraph.push(this.lines.length > 1 ? line.trim() : line);
      // Without blank lines, each line is a paragraph.
      if (!this.hasBlankLines) this.closeParagraph();
    }
  }

  private closeParagraph(): void {
    if (!this.paragraph.length) return;
    const lines = this.paragraph.map((line) => this.parseLine(line));
    this.blocks.push(nodes.paragraph.create(null, lines.flatMap((line, place) => (place ? [nodes.hard_break.create(), ...line] : line))));
    this.paragraph = [];
  }

  private parseLine(line: string): Node[] {
    return this.isLiteral ? [schema.text(line, this.marks)] : parseInline(line, this.marks);
  }

  /** The block that begins at the present line; null if that is ordinary text. Goes on behind the block. */
  private readBlock(line: string): Node | null {
    const heading = HEADING.exec(line);
    if (heading) {
      this.place += 1;
      return nodes.heading.create({ level: Math.max(2, heading[1]?.length ?? 2) }, this.parseLine(heading[2] ?? ""));
    }
    if (RULE.test(line)) {
      this.place += 1;
      return nodes.horizontal_rule.create();
    }
    if (FENCE.test(line)) return this.readCode();
    if (QUOTE.test(line)) return this.readQuote();
    return ITEM.test(line) ? this.readList() : null;
  }

  private readCode(): Node | null {
    const end = this.lines.findIndex((line, place) => place > this.place && FENCE.test(line));
    if (end < 0) return null;
    const code = this.lines.slice(this.place + 1, end).join("\n");
    this.place = end + 1;
    return nodes.code_block.create(null, code ? schema.text(code) : null);
  }

  private readQuote(): Node {
    const lines = this.takeWhile((line) => QUOTE.test(line)).map((line) => line.replace(QUOTE, ""));
    const content = new PlainText(lines, this.marks, false).read();
    return nodes.blockquote.create(null, content.length ? content : nodes.paragraph.create());
  }

  private takeWhile(test: (line: string) => boolean): string[] {
    const start = this.place;
    while (this.place < this.lines.length && test(this.lines[this.place] ?? "")) this.place += 1;
    return this.lines.slice(start, this.place);
  }

  /** Neighbouring items, with at most one blank line between two of them. */
  private readList(): Node {
    const lines: Line[] = [];
    while (this.place < this.lines.length) {
      const text = this.lines[this.place] ?? "";
      const item = ITEM.exec(text);
      const isGap = !text.trim() && ITEM.test(this.lines[this.place + 1] ?? "");
      if (!item && !isGap) break;
      if (item) lines.push({ text, item });
      this.place += 1;
    }
    return this.nest(lines, 0, lines.length);
  }

  /** Items that are indented further than the first one are lists in the item before them. */
  private nest(lines: readonly Line[], start: number, end: number): Node {
    const indent = getIndent(lines[start]);
    const items: Node[] = [];
    for (let place = start; place < end; ) {
      let next = place + 1;
      while (next < end && getIndent(lines[next]) > indent) next += 1;
      const text = nodes.paragraph.create(null, this.parseLine(lines[place]?.item?.[4] ?? ""));
      const inner = next > place + 1 ? [this.nest(lines, place + 1, next)] : [];
      items.push(nodes.list_item.create(null, [text, ...inner]));
      place = next;
    }
    const number = lines[start]?.item?.[3];
    const type: NodeType = number ? nodes.ordered_list : nodes.bullet_list;
    return type.create(number && number !== "1" ? { start: String(Number(number)) } : null, items);
  }
}

function getIndent(line: Line | undefined): number {
  return line?.item?.[1]?.replace(/\t/g, "    ").length ?? 0;
}
