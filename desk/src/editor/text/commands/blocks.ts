/** Commands for blocks: headings, lists, quotes, and their place in the text. */

import { lift, setBlockType, wrapIn } from "prosemirror-commands";
import type { Attrs, Node, NodeType } from "prosemirror-model";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, type EditorState, NodeSelection, Selection, TextSelection } from "prosemirror-state";
import { schema } from "../schema/schema.ts";

const { nodes } = schema;
type ListType = typeof nodes.bullet_list;

/** The innermost node of a type around the selection, with its position. */
export function findAround({ selection: { $from } }: EditorState, matches: (node: Node) => boolean): { node: Node; pos: number } | null {
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (matches(node)) return { node, pos: $from.before(depth) };
  }
  return null;
}

export function isInside(state: EditorState, type: NodeType): boolean {
  return findAround(state, (node) => node.type === type) !== null;
}

export function isBlockActive(state: EditorState, type: NodeType, attrs: Attrs = {}): boolean {
  const { $from } = state.selection;
  return $from.parent.hasMarkup(type, { ...$from.parent.attrs, ...attrs });
}

/** Makes blocks of text of a type, or paragraphs if they are of this type already. */
export function toggleBlock(type: NodeType, attrs: Attrs = {}): Command {
  return (state, dispatch) =>
    isBlockActive(state, type, attrs) ? setBlockType(nodes.paragraph)(state, dispatch) : setBlockType(type, attrs)(state, dispatch);
}

export function toggleQuote(): Command {
  return (state, dispatch, view) =>
    isInside(state, nodes.blockquote) ? lift(state, dispatch, view) : wrapIn(nodes.blockquote)(state, dispatch, view);
}

function isList({ type }: Node): boolean {
  return type === nodes.bullet_list || type === nodes.ordered_list;
}

export function isListActive(state: EditorState, type: ListType): boolean {
  return findAround(state, isList)?.node.type === type;
}

/** Makes a list of the selected blocks, changes the type of the list that they are in, or lifts them out of it. */
export function toggleList(type: ListType): Command {
  return (state, dispatch, view) => {
    const list = findAround(state, isList);
    if (!list) return wrapInList(type)(state, dispatch);
    if (list.node.type === type) return liftListItem(nodes.list_item)(state, dispatch);
    dispatch?.(state.tr.setNodeMarkup(list.pos, type, { lang: list.node.attrs.lang, dir: list.node.attrs.dir }));
    view?.focus();
    return true;
  };
}

/** Puts a block of its own behind the block with the cursor, or in place of an empty paragraph. */
export function insertBlock(node: Node): Command {
  return (state, dispatch) => {
    const { $from } = state.selection;
    const isPlaceFree = $from.depth === 1 && $from.parent.type === nodes.paragraph && !$from.parent.content.size;
    const start = isPlaceFree ? $from.before() : $from.depth ? $from.after(1) : state.selection.to;
    const tr = isPlaceFree ? state.tr.replaceWith(start, $from.after(), node) : state.tr.insert(start, node);
    const behind = start + node.nodeSize;
    // A card at the end would leave no place to write.
    if (behind === tr.doc.content.size) tr.insert(behind, schema.node("paragraph"));
    const inside = node.type.spec.tableRole ? Selection.near(tr.doc.resolve(start + 1)) : TextSelection.near(tr.doc.resolve(behind));
    dispatch?.(tr.setSelection(inside).scrollIntoView());
    return true;
  };
}

/** Moves the top-level block with the cursor before or behind its neighbour. */
export function moveBlock(direction: -1 | 1): Command {
  return (state, dispatch) => {
    const { selection, doc } = state;
    const index = selection.$from.index(0);
    const neighbour = doc.maybeChild(index + direction);
    const block = doc.maybeChild(index);
    if (!block || !neighbour || selection.$to.index(0) > index + (selection instanceof NodeSelection ? 1 : 0)) return false;
    const start = selection.$from.posAtIndex(index, 0);
    const target = direction < 0 ? start - neighbour.nodeSize : start + neighbour.nodeSize;
    const tr = state.tr.delete(start, start + block.nodeSize).insert(target, block);
    const moved = target - start;
    const isNode = selection instanceof NodeSelection && selection.$from.depth === 0;
    const kept = isNode
      ? NodeSelection.create(tr.doc, target)
      : TextSelection.between(tr.doc.resolve(selection.anchor + moved), tr.doc.resolve(selection.head + moved));
    dispatch?.(tr.setSelection(kept).scrollIntoView());
    return true;
  };
}
