/** Reads HTML of the grammar. No word is lost: what the schema cannot say becomes a block of source. */

import { DOMParser, Fragment, Node } from "prosemirror-model";
import { parseHtml } from "../../../html.ts";
import { schema } from "../schema/schema.ts";
import { summarize } from "./comparison.ts";
import { prepareCards } from "./preparation.ts";
import { isElement, wrapInline } from "./tree.ts";
import { writeBlock } from "./writer.ts";

const parser = DOMParser.fromSchema(schema);

/** The document of a body. */
export function readDocument(html: string): Node {
  const body = parseHtml(html);
  wrapInline(body, () => body.ownerDocument.createElement("p"));
  const blocks = [...body.children].filter(isElement).flatMap(readBlock);
  return schema.topNodeType.create(null, blocks.length ? blocks : schema.nodes.paragraph?.create());
}

/** The nodes of a top-level block, if they are written as what was read; else its source. */
function readBlock(element: HTMLElement): readonly Node[] {
  const summary = summarize([element]);
  if (!summary) return [];
  const content = parse(element);
  const written = content.content.map((node) => writeBlock(node)).join("");
  if (summarize(parseHtml(written).childNodes) === summary) return content.content;
  return [schema.node("raw", { source: element.outerHTML })];
}

function parse(element: HTMLElement): Fragment {
  const box = element.ownerDocument.createElement("div");
  box.append(element.cloneNode(true));
  prepareCards(box);
  return parser.parse(box).content;
}
