/** Checks of files before they are sent. The API checks again, and looks into the whole file. */

import type { FileRequest } from "../api/types.ts";
import type { TextName } from "../texts/texts.ts";
import { HEADER_BYTES, readImageHeader, type ImageHeader } from "./image-header.ts";

/** Bytes of a file. */
export const MAX_BYTES = 25 * 1024 * 1024;
const MAX_PIXELS = 50_000_000;
/** Characters of a name, as the API takes it. */
const MAX_NAME = 200;

/** What a field for files offers. HEIC is not in it, so that phones send pictures as JPEG. */
export const ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/gif";

/** The file is no picture that can be taken. `reason` is a sentence for the person. */
export class FileRejected extends Error {
  constructor(
    readonly reason: TextName,
    readonly values: Record<string, number> = {},
  ) {
    super(reason);
  }
}

/** What to announce of a file; its type is that of its content. Raises `FileRejected`. */
export async function checkFile(file: Blob, name = getName(file)): Promise<FileRequest> {
  if (file.size > MAX_BYTES) throw new FileRejected("pictures.reject.large", { megabytes: toMegabytes(file.size) });
  const header = await readHeader(file);
  if (file.size === 0) throw new FileRejected("pictures.reject.empty");
  const { type } = header;
  if (type === "svg") throw new FileRejected("pictures.reject.svg");
  if (type === "heic") throw new FileRejected("pictures.reject.heic");
  if (type === null) throw new FileRejected("pictures.reject.type");
  const pixels = (header.width ?? 0) * (header.height ?? 0);
  if (pixels > MAX_PIXELS) throw new FileRejected("pictures.reject.pixels", { megapixels: Math.round(pixels / 1e6) });
  return { name: cleanName(name), type, size: file.size };
}

/** Raises `FileRejected` if it cannot be read: it is a folder, was moved or deleted, or is on a drive that is gone. */
async function readHeader(file: Blob): Promise<ImageHeader> {
  try {
    return readImageHeader(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
  } catch {
    throw new FileRejected("pictures.reject.unreadable");
  }
}

function getName(file: Blob): string {
  return file instanceof File ? file.name : "";
}

/** A name with the time for pictures of a clipboard, which all have the same; undefined for files with names. */
export function nameNow(file: Blob, at = new Date()): string | undefined {
  if (file instanceof File && !/^image\.\w+$/.test(file.name)) return undefined;
  const ending = file.type.split("/")[1] ?? "png";
  return `${at.toISOString().slice(0, 19).replaceAll(":", "-")}.${ending}`;
}

/** Control characters are refused by the API. macOS decomposes letters in names, which no search finds. */
export function cleanName(name: string): string {
  const line = name.normalize("NFC").replace(/[\p{C}\u2028\u2029\s]+/gu, " ").trim();
  const characters = [...line];
  const kept = characters.length > MAX_NAME ? shorten(characters) : line;
  return kept || "picture";
}

/** Keeps the ending. */
function shorten(characters: string[]): string {
  const ending = characters.slice(-10).join("");
  return `${characters.slice(0, MAX_NAME - 11).join("")}…${ending}`;
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 102.4) / 10;
}
