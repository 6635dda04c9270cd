/** Source that a person may have left unfinished, such as an element that is never closed. */

import { parseHtml } from "../../../html.ts";

const END = '<hr data-end="">';
const closed = new Map<string, string>();
const MAX_REMEMBERED = 100;

/** The source to the letter if it ends what it begins; else as a browser completes it, so that it does not contain what
 * follows. */
export function closeSource(source: string): string {
  const known = closed.get(source);
  if (known !== undefined) return known;
  const written = isClosed(source) ? source : parseHtml(source).innerHTML;
  if (closed.size >= MAX_REMEMBERED) closed.clear();
  closed.set(source, written);
  return written;
}

function isClosed(source: string): boolean {
  const body = parseHtml(source + END);
  return body.lastElementChild?.matches("hr[data-end]") === true && body.lastElementChild === body.lastChild;
}
