/** Reads clipboards with what is loaded behind the editor. */

import { Fragment, type Mark, Slice } from "prosemirror-model";
import type { EditorView } from "prosemirror-view";
import { getExtras, loadExtras } from "../extras/loading.ts";
import { schema } from "../schema/schema.ts";
import type { PastedImages } from "./images.ts";

/** Without the extras the HTML stays as it is: the schema takes from it what it knows. */
export function readHtml(html: string, images: PastedImages): string {
  return getExtras()?.cleanHtml(html, images) ?? html;
}

export function readPlainText(text: string, marks: readonly Mark[], isLiteral: boolean): Slice {
  const extras = getExtras();
  if (extras) return extras.parsePlainText(text, marks, isLiteral);
  const lines = text.split(/[\r\n]+/).filter(Boolean);
  return new Slice(Fragment.from(lines.map((line) => schema.node("paragraph", null, schema.text(line, marks)))), 1, 1);
}

/** Events that have waited once. */
const repeated = new WeakSet<Event>();

/** Whether an event waits for the extras. It is dispatched again then, or when they cannot be loaded. */
export function waitForExtras(view: EditorView, event: ClipboardEvent): boolean {
  if (getExtras() || repeated.has(event) || !event.clipboardData) return false;
  event.preventDefault();
  const again = new ClipboardEvent("paste", { clipboardData: copy(event.clipboardData), bubbles: true, cancelable: true });
  repeated.add(again);
  void loadExtras().then(() => view.isDestroyed || view.dispatchEvent(again));
  return true;
}

/** Data of an event can be read only while it is handled. */
function copy(data: DataTransfer): DataTransfer {
  const copied = new DataTransfer();
  for (const type of ["text/html", "text/plain"]) {
    const text = data.getData(type);
    if (text) copied.setData(type, text);
  }
  for (const file of data.files) copied.items.add(file);
  return copied;
}
