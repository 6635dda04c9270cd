/** Pictures as the text editor asks for them. */

import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Picture, Texts } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import type { PictureSource, ShownPicture } from "../editor/text/index.ts";
import { PictureChooser } from "./chooser.tsx";
import { nameNow } from "./file-check.ts";
import { chooseSource } from "./images.ts";
import type { PictureCache } from "./picture-cache.ts";
import type { UploadQueue } from "./queue.ts";

/** CSS pixels of the column of a text. */
const COLUMN = 704;

/** `chooser` is the dialog, to be rendered anywhere; null while it is closed. */
export function usePictureSource(lang: string): { pictures: PictureSource; chooser: ComponentChildren } {
  const { pictures: cache, uploads } = useDesk();
  const [isOpen, setOpen] = useState(false);
  const settle = useRef<(id: string | null) => void>(() => undefined);
  const choose = () =>
    new Promise<string | null>((resolve) => {
      settle.current(null);
      settle.current = resolve;
      setOpen(true);
    });
  const pictures = useMemo(() => createSource(cache, uploads, lang, choose), [cache, uploads, lang]);
  const close = (id: string | null) => {
    setOpen(false);
    settle.current(id);
  };
  return { pictures, chooser: isOpen ? <PictureChooser onChoose={(picture) => close(picture.id)} onClose={() => close(null)} /> : null };
}

function createSource(cache: PictureCache, uploads: UploadQueue, lang: string, choose: PictureSource["choose"]): PictureSource {
  return {
    choose,
    async find(id) {
      const picture = await cache.find(id);
      return picture && show(picture, lang);
    },
    async upload(file) {
      const picture = await uploads.add(file, { name: nameNow(file) }).done;
      if (picture) cache.put(picture);
      return picture?.id ?? null;
    },
  };
}

function show(picture: Picture, lang: string): ShownPicture | null {
  if (!picture.image) return null;
  const { width, height } = picture.image;
  const find = (texts: Texts | undefined) => texts?.[lang];
  return { url: chooseSource(picture.image, COLUMN), width, height, alt: find(picture.alt) ?? "", caption: find(picture.caption), credit: find(picture.credit) };
}
