/** Counts words as the API does: pieces between spaces that have a letter or a digit. */

import type { Node } from "prosemirror-model";
import { parseHtml } from "../../html.ts";

const WORD = /[\p{L}\p{N}_]/u;

/** Titles of videos and posts of other sites do not count. */
export function countWords(doc: Node): number {
  const text = doc.textBetween(0, doc.content.size, " ", ({ type, attrs }) => {
    if (type.name === "embed") return "";
    return type.name === "raw" ? ` ${readText(attrs.source)} ` : " ";
  });
  return text.split(/\s+/).filter((word) => WORD.test(word)).length;
}

/** The text of a source, with spaces between its blocks. */
function readText(source: string): string {
  return parseHtml(source.replace(/<\/?(p|div|li|dt|dd|td|th|tr|h[2-6]|figcaption|caption|summary|blockquote|br|pre)\b/gi, " $&")).textContent ?? "";
}
