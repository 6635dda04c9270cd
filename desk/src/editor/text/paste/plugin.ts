/** What is pasted and dropped. */

import { DOMSerializer } from "prosemirror-model";
import { type EditorState, Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import type { TextName } from "../../../texts/texts.ts";
import { readWholeAddress } from "../addresses.ts";
import { isInTable } from "../commands/tables.ts";
import { setLink } from "../commands/formats.ts";
import { insertCard, placeCards } from "../embeds/commands.ts";
import { findProvider } from "../embeds/providers.ts";
import type { PictureSource } from "../pictures.ts";
import { schema } from "../schema/schema.ts";
import { uploadPicture } from "../uploads.ts";
import { fitSlice, hasOnlyCells, hasTable } from "./fitting.ts";
import { PastedImages } from "./images.ts";
import { takeUploads } from "./pasted-uploads.ts";
import { readHtml, readPlainText, waitForExtras } from "./clipboard-reader.ts";

/** Marks what the editor itself has copied: it is taken as it is. */
const OWN = "data-desk";

class ClipboardSerializer extends DOMSerializer {
  override serializeFragment(...args: Parameters<DOMSerializer["serializeFragment"]>): ReturnType<DOMSerializer["serializeFragment"]> {
    const copied = super.serializeFragment(...args);
    if (copied.firstChild instanceof Element) copied.firstChild.setAttribute(OWN, "");
    return copied;
  }
}

export function buildPaste(pictures: PictureSource, report: (problem: TextName) => void): Plugin {
  const images = new PastedImages();
  const { nodes, marks } = DOMSerializer.fromSchema(schema);
  const clean = (html: string) => {
    if (html.includes("data-pm-slice") && html.includes(OWN)) return html;
    images.left = 0;
    const cleaned = readHtml(html, images);
    if (images.left) report("text.picturesLeftOut");
    return cleaned;
  };
  const uploadFiles = (view: EditorView, files: readonly File[], place: number) => {
    const shown = files.filter((file) => file.type.startsWith("image/"));
    if (shown.length < files.length) report("text.fileIsNoPicture");
    for (const file of shown) void uploadPicture(view, pictures, file, place);
    return files.length > 0;
  };
  return new Plugin({
    appendTransaction: (transactions, _before, state) => (transactions.some((tr) => tr.docChanged) ? takeUploads(state, images) : null),
    view: () => ({
      update(view) {
        for (const { file, pos } of images.takeWaiting()) void uploadPicture(view, pictures, file, pos);
      },
    }),
    props: {
      transformPastedHTML: clean,
      clipboardSerializer: new ClipboardSerializer(nodes, marks),
      clipboardTextParser: (text, $context, isLiteral) => readPlainText(text, $context.marks(), isLiteral),
      handleDOMEvents: { paste: waitForExtras },
      transformPasted(slice, view) {
        if (isInTable(view.state) && hasTable(slice.content) && !hasOnlyCells(slice)) report("text.noTableHere");
        return fitSlice(view.state, placeCards(slice));
      },
      handlePaste(view, event) {
        const data = event.clipboardData;
        return pasteAddress(view, data) || (data !== null && uploadFiles(view, findFiles(data), view.state.selection.to));
      },
      handleDrop(view, event, _slice, isMoved) {
        const place = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
        if (isMoved || !event.dataTransfer || place === undefined) return false;
        return uploadFiles(view, findFiles(event.dataTransfer), place);
      },
    },
  });
}

/** Files, unless they only show what the HTML says: Word and Excel add a picture of what was copied. */
function findFiles(data: DataTransfer): readonly File[] {
  const html = data.getData("text/html");
  const hasText = /\S/.test(html.replace(/<style[^]*?<\/style>|<!--[^]*?-->|<[^>]*>|&nbsp;/gi, "")) || /<(table|hr)\b/i.test(html);
  return hasText || data.getData("text/plain") ? [] : [...data.files];
}

/** An address over a selection links it, one in an empty paragraph becomes a card, and elsewhere it is a link. */
function pasteAddress(view: EditorView, data: DataTransfer | null): boolean {
  const text = data?.getData("text/plain").trim() ?? "";
  const address = readWholeAddress(text);
  const { selection } = view.state;
  if (!address || !selection.$from.parent.inlineContent || !selection.$from.sameParent(selection.$to)) return false;
  const isCard = selection.empty && !selection.$from.parent.content.size && isFree(view.state) && findProvider(address);
  return isCard ? insertCard(address)(view.state, view.dispatch) : setLink(address, text)(view.state, view.dispatch);
}

/** Whether the cursor is in a paragraph in which a card can take its place. */
function isFree({ selection: { $from } }: EditorState): boolean {
  return $from.parent.type === schema.nodes.paragraph && $from.node(-1).type === schema.nodes.doc;
}
