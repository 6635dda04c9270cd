/** Pictures of the newsroom, as the editor asks for them. */

import type { Node } from "prosemirror-model";
import { schema } from "./schema/schema.ts";

export interface ShownPicture {
  /** An address that the page may show. */
  url: string;
  width: number;
  height: number;
  /** In the language of the article; readers get it where the body has no own one. */
  alt: string;
  caption?: string;
  credit?: string;
}

export interface PictureSource {
  /** Null if the picture is not there. */
  find(id: string): Promise<ShownPicture | null>;
  /** Lets the person choose a picture: its id, or null. */
  choose(): Promise<string | null>;
  /** Null if the picture was refused or cancelled; the source has said why. */
  upload(file: Blob): Promise<string | null>;
}

const SCHEME = "media:";

/** The id of a picture of the newsroom; null for an image of another site. */
export function readPictureId(source: unknown): string | null {
  return typeof source === "string" && source.startsWith(SCHEME) ? source.slice(SCHEME.length) : null;
}

export function buildPicture(id: string): Node {
  return schema.node("picture", { src: SCHEME + id, alt: "" });
}

/** Remembers pictures, so that a picture that moves is not asked for again. */
export function rememberPictures(source: PictureSource): PictureSource {
  const known = new Map<string, Promise<ShownPicture | null>>();
  return {
    choose: () => source.choose(),
    upload: (file) => source.upload(file),
    find(id) {
      const asked = known.get(id) ?? source.find(id);
      known.set(id, asked);
      // The next one may be luckier.
      asked.then((found) => found ?? known.delete(id)).catch(() => known.delete(id));
      return asked.catch(() => null);
    },
  };
}
