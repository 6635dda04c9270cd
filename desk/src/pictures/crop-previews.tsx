/** The crops that readers get around a focus. They follow it at once; the files are made by the server. */

import type { Focus, Picture } from "../api/types.ts";
import { t, type TextName } from "../texts/texts.ts";
import { chooseSource } from "./images.ts";

/** CSS pixels of a preview. */
const WIDTH = 120;

const CROPS: { name: TextName; shape: string }[] = [
  { name: "pictures.crop.card", shape: "card" },
  { name: "pictures.crop.page", shape: "page" },
  { name: "pictures.crop.share", shape: "share" },
];

/** The server keeps the focus at its relative place, as `object-position` does. */
export function CropPreviews({ image, focus }: { image: NonNullable<Picture["image"]>; focus: Focus }) {
  const source = chooseSource(image, WIDTH);
  const objectPosition = `${focus.x * 100}% ${focus.y * 100}%`;
  return (
    <div class="crops">
      {CROPS.map(({ name, shape }) => (
        <figure key={shape}>
          <img class={`crop ${shape}`} src={source} alt="" draggable={false} style={{ objectPosition }} />
          <figcaption>{t(name)}</figcaption>
        </figure>
      ))}
    </div>
  );
}
