/** Images of pasted HTML: those of web pages stay where they are, embedded ones are uploaded. */

import { unwrapAddress } from "./inline.ts";
import { isLinkAddress } from "../addresses.ts";

const UPLOAD = "upload:";

interface Waiting {
  file: Blob;
  pos: number;
}

/** Files to be uploaded, by the address that their images have until then, and how many images are left out. */
export class PastedImages {
  private readonly files = new Map<string, Blob>();
  private waiting: Waiting[] = [];
  left = 0;

  get isEmpty(): boolean {
    return this.files.size === 0;
  }

  add(file: Blob): string {
    const address = `${UPLOAD}${crypto.randomUUID()}`;
    this.files.set(address, file);
    return address;
  }

  /** The file of an image waits to be uploaded to a place. */
  wait(address: string, pos: number): void {
    const file = this.files.get(address);
    this.files.delete(address);
    if (file) this.waiting.push({ file, pos });
  }

  takeWaiting(): Waiting[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }
}

/** Images of Google Docs, whose addresses end after some hours. */
const PASSING = /^https:\/\/lh\d[\w-]*\.googleusercontent\.com\/(docsz|docs)\//;

export function isUpload(address: unknown): boolean {
  return typeof address === "string" && address.startsWith(UPLOAD);
}

/** A clean copy of an image; null if nobody but the sender can see it. */
export function takeImage(image: HTMLElement, images: PastedImages): HTMLElement | null {
  const source = image.getAttribute("src")?.trim() ?? "";
  const width = Number(image.getAttribute("width") ?? 100);
  // Counters of visits.
  if (width <= 1 && /^https?:/i.test(source)) return null;
  const address = source.startsWith("data:") ? uploadData(source, images) : readAddress(source);
  if (!address) {
    images.left += 1;
    return null;
  }
  const copy = image.ownerDocument.createElement("img");
  copy.setAttribute("src", address);
  copy.setAttribute("alt", image.getAttribute("alt") ?? "");
  return copy;
}

function readAddress(source: string): string | null {
  const address = unwrapAddress(source);
  if (PASSING.test(address)) return null;
  if (/^media:[0-9A-HJKMNP-TV-Z]{26}$/.test(address)) return address;
  return /^(https?:)?\/\//i.test(address) && isLinkAddress(address) ? address : null;
}

function uploadData(source: string, images: PastedImages): string | null {
  const [, type = "", encoding, data = ""] = /^data:(image\/[\w.+-]+)[^,]*?(;base64)?,([^]*)$/i.exec(source) ?? [];
  if (!type) return null;
  try {
    const text = encoding ? atob(data.replace(/\s/g, "")) : decodeURIComponent(data);
    return images.add(new Blob([Uint8Array.from(text, (character) => character.charCodeAt(0))], { type }));
  } catch {
    return null; // damaged on its way
  }
}
