/** What the tests in a browser call. */

import { summarize } from "../../src/editor/text/html/comparison.ts";
import { readDocument } from "../../src/editor/text/html/reader.ts";
import { writeDocument } from "../../src/editor/text/html/writer.ts";
import { findProvider } from "../../src/editor/text/embeds/providers.ts";
import { parseHtml } from "../../src/html.ts";

/** The HTML after one and after two round trips, and the kinds of the blocks. */
function roundTrip(html: string): { once: string; twice: string; kinds: string[] } {
  const doc = readDocument(html);
  const once = writeDocument(doc);
  return { once, twice: writeDocument(readDocument(once)), kinds: doc.content.content.map((node) => node.type.name) };
}

Object.assign(window, { desk: { roundTrip, findProvider, summarize: (html: string) => summarize(parseHtml(html).childNodes) } });
