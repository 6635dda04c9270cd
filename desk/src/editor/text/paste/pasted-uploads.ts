/** Takes pasted images that must be uploaded out of the text: it never has an address that readers cannot open. */

import type { Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { schema } from "../schema/schema.ts";
import { isUpload, type PastedImages } from "./images.ts";

/** Null if there are none. Their files wait in `images`, with their places in the document after the transaction. */
export function takeUploads(state: EditorState, images: PastedImages): Transaction | null {
  if (images.isEmpty) return null;
  const found: { node: Node; pos: number }[] = [];
  state.doc.descendants((node, pos) => {
    if (isUpload(node.attrs.src)) found.push({ node, pos });
  });
  const tr = state.tr;
  for (const { node, pos } of found) {
    const [start, end] = [tr.mapping.map(pos), tr.mapping.map(pos + node.nodeSize, -1)];
    // The paragraph keeps the place of a picture.
    if (node.isBlock) tr.replaceWith(start, end, schema.node("paragraph"));
    else tr.delete(start, end);
    images.wait(node.attrs.src, node.isBlock ? start + 2 : start);
  }
  return found.length ? tr : null;
}
