/** What the editor needs of the text: one chunk, loaded beside the article. */

import { readDocument } from "./text/html/reader.ts";
import { writeDocument } from "./text/html/writer.ts";

export { TextEditor, Toolbar } from "./text/index.ts";

/** HTML as the editor writes it, so that an unchanged body is the same to the letter. */
export function toEditorForm(html: string): string {
  return writeDocument(readDocument(html));
}
