/** Pictures on their way to the newsroom: a placeholder in the text until they are there. */

import { type EditorState, Plugin, PluginKey, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { t } from "../../texts/texts.ts";
import { buildPicture, type PictureSource } from "./pictures.ts";
import { schema } from "./schema/schema.ts";
import { build } from "./views/dom.ts";

interface Placeholder {
  key: number;
  pos: number;
}

type Change = { add: Placeholder } | { remove: number };

const uploads = new PluginKey<readonly Placeholder[]>("uploads");
let lastKey = 0;

export function showUploads(): Plugin {
  return new Plugin<readonly Placeholder[]>({
    key: uploads,
    state: { init: () => [], apply: applyChange },
    props: {
      decorations: (state) =>
        DecorationSet.create(
          state.doc,
          getPlaceholders(state).map(({ key, pos }) => Decoration.widget(pos, buildPlaceholder, { key: `upload-${key}` })),
        ),
    },
  });
}

/** A place whose text is deleted meanwhile stays: the picture comes where that text was. Of several at one place, those
 * that began earlier come first. */
function applyChange(tr: Transaction, placeholders: readonly Placeholder[]): readonly Placeholder[] {
  const change: Change | undefined = tr.getMeta(uploads);
  const arrived = change && "remove" in change ? change.remove : Infinity;
  const isBefore = (key: number) => arrived !== Infinity && key < arrived;
  const moved = placeholders.map(({ key, pos }) => ({ key, pos: tr.mapping.map(pos, isBefore(key) ? -1 : 1) }));
  if (!change) return moved;
  return "add" in change ? [...moved, change.add] : moved.filter(({ key }) => key !== change.remove);
}

function getPlaceholders(state: EditorState): readonly Placeholder[] {
  return uploads.getState(state) ?? [];
}

function buildPlaceholder(): HTMLElement {
  return build("div", { class: "text-card uploading", role: "status" }, t("text.uploading"));
}

/** The boundary of top-level blocks at or behind a position. */
function findBoundary({ doc }: EditorState, pos: number): number {
  const $pos = doc.resolve(Math.min(pos, doc.content.size));
  if ($pos.depth === 0) return $pos.pos;
  return $pos.parentOffset === 0 && $pos.depth === 1 ? $pos.before(1) : $pos.after(1);
}

/** Uploads a file and puts its picture where the placeholder is by then. Does nothing in a view that is closed. */
export async function uploadPicture(view: EditorView, pictures: PictureSource, file: Blob, pos: number): Promise<void> {
  const key = ++lastKey;
  const dispatch = (change: Change, tr = view.state.tr) => view.dispatch(tr.setMeta(uploads, change).setMeta("addToHistory", tr.docChanged));
  dispatch({ add: { key, pos: findBoundary(view.state, pos) } });
  const id = await pictures.upload(file).catch(() => null);
  if (view.isDestroyed) return;
  const place = getPlaceholders(view.state).find((placeholder) => placeholder.key === key)?.pos;
  const tr = view.state.tr;
  if (id !== null && place !== undefined) {
    const boundary = findBoundary(view.state, place);
    const before = view.state.doc.resolve(boundary).nodeBefore;
    // The picture takes the place of an empty paragraph.
    const isEmpty = before?.type === schema.nodes.paragraph && before.content.size === 0;
    tr.replaceWith(isEmpty ? boundary - before.nodeSize : boundary, boundary, buildPicture(id));
    if (boundary === view.state.doc.content.size) tr.insert(tr.doc.content.size, schema.node("paragraph"));
  }
  dispatch({ remove: key }, tr);
}
