/** Makes cards of addresses that are alone in a paragraph. */

import { Fragment, Slice, type Node } from "prosemirror-model";
import { type Command, type EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { schema } from "../schema/schema.ts";
import { findProvider, readTitle } from "./providers.ts";

/** The card that a paragraph is for readers; null if it has other text. */
export function readCard(paragraph: Node): Node | null {
  const [only] = paragraph.content.content;
  if (paragraph.type.name !== "paragraph" || !only?.isText || paragraph.childCount > 1) return null;
  const text = only.text?.trim() ?? "";
  const link = schema.marks.link?.isInSet(only.marks);
  const href: string = link ? link.attrs.href : text;
  if (!findProvider(href) || link?.attrs.title) return null;
  return schema.node("embed", { href, rel: link?.attrs.rel ?? null, title: link ? readTitle(text) : "" });
}

/** Whether cards can stand where a selection is. */
function canHaveCard({ selection: { $from } }: EditorState): boolean {
  const { type } = $from.node(-1) ?? {};
  return $from.depth > 0 && (type === schema.nodes.doc || type === schema.nodes.division);
}

/** A card in place of the paragraph with the cursor, and the cursor in a paragraph below. */
function replaceParagraph(state: EditorState, card: Node): Transaction {
  const { $from } = state.selection;
  const tr = state.tr.replaceWith($from.before(), $from.after(), [card, schema.node("paragraph")]);
  return tr.setSelection(TextSelection.create(tr.doc, $from.before() + card.nodeSize + 1)).scrollIntoView();
}

/** Enter behind an address that is alone. */
export const makeCard: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const card = empty && canHaveCard(state) && $from.parentOffset === $from.parent.content.size ? readCard($from.parent) : null;
  if (card) dispatch?.(replaceParagraph(state, card));
  return card !== null;
};

/** Inserts a card for an address, in place of an empty paragraph or behind the block with the cursor. */
export function insertCard(href: string): Command {
  return (state, dispatch) => {
    if (!findProvider(href)) return false;
    const card = schema.node("embed", { href });
    if (canHaveCard(state) && !state.selection.$from.parent.content.size) dispatch?.(replaceParagraph(state, card));
    else {
      const { $from } = state.selection;
      const place = $from.depth ? $from.after(1) : state.selection.to;
      dispatch?.(state.tr.insert(place, card).scrollIntoView());
    }
    return true;
  };
}

/** Pasted content with cards in place of whole paragraphs that are one. Those that are open at an end stay text. */
export function placeCards(slice: Slice): Slice {
  const { content, openStart, openEnd } = slice;
  const last = content.childCount - 1;
  const placed = content.content.map((node, place) => {
    const isOpen = (place === 0 && openStart > 0) || (place === last && openEnd > 0);
    return (!isOpen && readCard(node)) || node;
  });
  return new Slice(Fragment.from(placed), openStart, openEnd);
}
