/** What the tests in a browser call. */

import { h, render } from "preact";
import { findProvider } from "../../src/editor/text/embeds/providers.ts";
import { summarize } from "../../src/editor/text/html/comparison.ts";
import { readDocument } from "../../src/editor/text/html/reader.ts";
import { writeDocument } from "../../src/editor/text/html/writer.ts";
import { TextEditor, type TextEditorOptions, Toolbar } from "../../src/editor/text/index.ts";
import { cleanHtml } from "../../src/editor/text/paste/cleaning.ts";
import { PastedImages } from "../../src/editor/text/paste/images.ts";
import { parseHtml } from "../../src/html.ts";
import { loadMoreTexts, loadTexts } from "../../src/texts/texts.ts";

/** The HTML after one and after two round trips, and the kinds of the blocks. */
function roundTrip(html: string): { once: string; twice: string; kinds: string[] } {
  const doc = readDocument(html);
  const once = writeDocument(doc);
  return { once, twice: writeDocument(readDocument(once)), kinds: doc.content.content.map((node) => node.type.name) };
}

/** The picture of the newsroom that is there, and the one that uploads become. */
const KNOWN = { url: "/icon.svg", width: 600, height: 400, alt: "A canal", caption: "The canal at dawn", credit: "Photo: A. Karimov" };
const UPLOADED = "01KCRPJ5M0V7Z4N8Q2W6X9Y3TC";

interface Started {
  editor: TextEditor;
  changes: number;
  problems: string[];
  /** Uploads that wait, in their order. A test ends them with an id or null. */
  uploads: { type: string; size: number; end: (id: string | null) => void }[];
}

/** Ends what the former test has begun. */
let end = () => {};

/** An editor with its toolbar. */
async function start(html = "", options: Partial<TextEditorOptions> = {}): Promise<Started> {
  end();
  await loadTexts("en");
  await loadMoreTexts();
  const place = document.querySelector("main") ?? document.body;
  const [tools, text] = [document.createElement("div"), document.createElement("div")];
  tools.className = "test-tools";
  place.replaceChildren(tools, text);
  const started: Omit<Started, "editor"> = { changes: 0, problems: [], uploads: [] };
  const editor = new TextEditor({
    place: text,
    lang: "en",
    html,
    label: "Text",
    onChange: () => (started.changes += 1),
    onProblem: (message) => started.problems.push(message),
    pictures: {
      find: async (id) => (id.endsWith("0") ? null : KNOWN),
      choose: async () => UPLOADED,
      upload: (file) => new Promise((end) => started.uploads.push({ type: file.type, size: file.size, end })),
    },
    ...options,
  });
  render(h(Toolbar, { editor }), tools);
  end = () => {
    render(null, tools);
    editor.destroy();
    end = () => {};
  };
  return Object.assign(window, { started: Object.assign(started, { editor }) }).started;
}

Object.assign(window, {
  desk: {
    start: async (html?: string, options?: Partial<TextEditorOptions>) => void (await start(html, options)),
    end: () => end(),
    roundTrip,
    findProvider,
    clean: (html: string) => cleanHtml(html, new PastedImages()),
    readLetters: (html: string) => parseHtml(html).textContent?.replace(/\s+/g, ""),
    summarize: (html: string) => summarize(parseHtml(html).childNodes),
  },
});
