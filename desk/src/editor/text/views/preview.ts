/** What is shown of an image: a picture of the newsroom, or the address of another one. The policy of the desk lets no
 * image of another site in. */

import { t } from "../../../texts/texts.ts";
import { type PictureSource, readPictureId, type ShownPicture } from "../pictures.ts";
import { build } from "./dom.ts";

/** Shows an image in a box. `onFound` is called unless the box shows another one by then. */
export function showImage(box: HTMLElement, source: string, pictures: PictureSource, onFound: (picture: ShownPicture | null) => void): void {
  if (box.dataset.source === source) return;
  box.dataset.source = source;
  const id = readPictureId(source);
  if (id === null) {
    box.replaceChildren(build("span", { class: "missing" }, t("text.pictureElsewhere"), " ", build("span", { dir: "ltr" }, source)));
    onFound(null);
    return;
  }
  box.replaceChildren(build("span", { class: "missing" }, t("text.pictureLoading")));
  void pictures.find(id).then((picture) => {
    if (box.dataset.source !== source) return;
    box.replaceChildren(picture ? buildImage(picture) : build("span", { class: "missing" }, t("text.pictureMissing")));
    onFound(picture);
  });
}

function buildImage({ url, width, height }: ShownPicture): HTMLElement {
  return build("img", { src: url, width: String(width), height: String(height), alt: "", draggable: "false", decoding: "async" });
}
