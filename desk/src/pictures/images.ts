/** Files and names of pictures. */

import type { ImageFile, Picture, Texts } from "../api/types.ts";
import { getLanguage } from "../texts/texts.ts";

type Image = NonNullable<Picture["image"]>;

/** Address of the smallest file of the whole picture that is sharp at a width in CSS pixels. */
export function chooseSource({ sources }: Pick<Image, "sources">, width: number): string {
  return chooseFile(sources, width)?.url ?? "";
}

export function chooseFile(files: readonly ImageFile[], width: number): ImageFile | undefined {
  return files.find((file) => file.width >= width * devicePixelRatio) ?? files.at(-1);
}

/** The caption in the language of the desk, else in another one, else the name of the file. */
export function getPictureName({ caption, file }: Pick<Picture, "caption" | "file">): string {
  return findText(caption, getLanguage()) ?? file.name;
}

/** A text in a language, else in any other one. */
export function findText(texts: Texts | undefined, lang: string): string | undefined {
  return texts?.[lang] ?? Object.values(texts ?? {})[0];
}
