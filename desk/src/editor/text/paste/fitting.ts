/** Fits pasted blocks into cells and captions, which would be split by what they cannot contain. */

import { Fragment, type Node, Slice } from "prosemirror-model";
import type { EditorState } from "prosemirror-state";
import { findAround } from "../commands/blocks.ts";
import { isInTable } from "../commands/tables.ts";
import { schema } from "../schema/schema.ts";

const { nodes } = schema;

export function hasTable(content: Fragment): boolean {
  let isFound = false;
  content.descendants(({ type }) => {
    isFound ||= type === nodes.table;
    return !isFound;
  });
  return isFound;
}

/** Whether all that is pasted are cells, which go into the cells that are there. */
export function hasOnlyCells({ content }: Slice): boolean {
  return content.childCount === 1 && content.firstChild?.type.spec.tableRole !== undefined;
}

export function fitSlice(state: EditorState, slice: Slice): Slice {
  if (!slice.content.size || slice.content.firstChild?.isInline) return slice;
  if (findAround(state, ({ type }) => type === nodes.picture)) return fitCaption(slice);
  if (!isInTable(state) || hasOnlyCells(slice)) return slice;
  const blocks = slice.content.content.flatMap(flatten);
  return new Slice(Fragment.from(blocks), isParagraph(blocks[0]) ? 1 : 0, isParagraph(blocks.at(-1)) ? 1 : 0);
}

/** One line, with spaces between the blocks. */
function fitCaption(slice: Slice): Slice {
  const blocks = slice.content.content.flatMap(flatten).flatMap((block) => (block.type === nodes.paragraph ? block : findTextblocks(block)));
  const line = blocks.flatMap((block, place) => [...(place ? [schema.text(" ")] : []), ...block.content.content]);
  return new Slice(Fragment.fromArray(line), 0, 0);
}

function isParagraph(node: Node | undefined): boolean {
  return node?.type === nodes.paragraph;
}

function findTextblocks(block: Node): Node[] {
  const found: Node[] = [];
  block.descendants((node) => {
    if (node.isTextblock) found.push(node);
  });
  return found;
}

/** A block as paragraphs and lists. */
function flatten(block: Node): Node[] {
  const { type, attrs, content } = block;
  if (type === nodes.bullet_list || type === nodes.ordered_list) return [block];
  if (type === nodes.picture) return [nodes.paragraph.create(null, [nodes.image.create(attrs), ...content.content])];
  if (type === nodes.embed) return [buildParagraph(attrs.title || attrs.href, attrs.href)];
  if (type === nodes.raw) return [buildParagraph(attrs.source)];
  if (block.isTextblock) return [nodes.paragraph.create(null, content)];
  return content.content.flatMap(flatten);
}

function buildParagraph(text: string, href?: string): Node {
  return nodes.paragraph.create(null, text ? schema.text(text, href ? [schema.mark("link", { href })] : []) : null);
}
