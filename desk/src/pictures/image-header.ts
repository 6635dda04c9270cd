/** What the first bytes of a file say about the picture in it, whatever its name and declared type are. */

import type { PictureType } from "../api/types.ts";

/** `type`: null for what is no picture that is known here. `width` and `height` in pixels, if they were found. */
export interface ImageHeader {
  type: PictureType | "heic" | "svg" | null;
  width?: number;
  height?: number;
}

type Reader = (view: DataView) => ImageHeader | null;

/** Bytes that are enough for all formats, but for pictures with very long metadata. */
export const HEADER_BYTES = 512 * 1024;

export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const read of READERS) {
    try {
      const header = read(view);
      if (header) return header;
    } catch (error) {
      // It ends within a number: damaged, or of another format.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return { type: null };
}

function readText(view: DataView, at: number, length: number): string {
  return Array.from({ length }, (_, number) => String.fromCharCode(view.getUint8(at + number))).join("");
}

function readJpeg(view: DataView): ImageHeader | null {
  if (view.getUint32(0) >>> 8 !== 0xffd8ff) return null;
  return { type: "image/jpeg", ...findJpegSize(view) };
}

/** Walks over the segments to that of the frame. */
function findJpegSize(view: DataView): { width: number; height: number } | null {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xda) return null;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    // A marker may be filled up with further 0xff.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

function readPng(view: DataView): ImageHeader | null {
  if (view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) return null;
  return { type: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

function readGif(view: DataView): ImageHeader | null {
  if (!/^GIF8[79]a/.test(readText(view, 0, 6))) return null;
  return { type: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function readWebp(view: DataView): ImageHeader | null {
  if (readText(view, 0, 4) !== "RIFF" || readText(view, 8, 4) !== "WEBP") return null;
  return { type: "image/webp", ...findWebpSize(view) };
}

function findWebpSize(view: DataView): { width: number; height: number } | null {
  switch (readText(view, 12, 4)) {
    case "VP8X":
      return { width: 1 + (view.getUint32(24, true) & 0xffffff), height: 1 + (view.getUint32(26, true) >>> 8) };
    case "VP8L": {
      const bits = view.getUint32(21, true);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    case "VP8 ":
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    default:
      return null;
  }
}

const HEIC_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

/** AVIF and HEIC are the same container; brands tell them apart. AVIF files name `mif1` too. */
function readContainer(view: DataView): ImageHeader | null {
  if (readText(view, 4, 4) !== "ftyp") return null;
  const length = Math.min(view.getUint32(0), view.byteLength, 256);
  const brands = Array.from({ length: Math.floor((length - 8) / 4) }, (_, number) => readText(view, 8 + 4 * number, 4));
  if (brands.some((brand) => brand === "avif" || brand === "avis")) return { type: "image/avif", ...findLargestExtent(view) };
  return brands.some((brand) => HEIC_BRANDS.includes(brand)) ? { type: "heic" } : null;
}

/** The largest `ispe` property: smaller ones are of tiles and thumbnails. */
function findLargestExtent(view: DataView): { width: number; height: number } | null {
  const end = Math.min(view.byteLength - 16, 64 * 1024);
  let largest: { width: number; height: number } | null = null;
  for (let at = 0; at <= end; at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const found = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!largest || found.width * found.height > largest.width * largest.height) largest = found;
  }
  return largest;
}

function readSvg(view: DataView): ImageHeader | null {
  const start = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, Math.min(view.byteLength, 4096)));
  return /^\s*</.test(start) && /<(\w+:)?svg[\s/>]/i.test(start) ? { type: "svg" } : null;
}

const READERS: Reader[] = [readJpeg, readPng, readGif, readWebp, readContainer, readSvg];
