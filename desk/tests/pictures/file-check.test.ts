import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkFile, cleanName, FileRejected, MAX_BYTES, nameNow } from "../../src/pictures/file-check.ts";
import { moveFocusPoint } from "../../src/pictures/focus-field.tsx";
import { findPlace } from "../../src/pictures/grid-keys.ts";
import { readImageHeader } from "../../src/pictures/image-header.ts";

const ascii = (text: string) => [...text].map((character) => character.charCodeAt(0));
const big = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const pad = (bytes: number[]) => Uint8Array.from([...bytes, ...new Array<number>(64).fill(0)]);

const png = (width: number, height: number) => pad([0x89, ...ascii("PNG\r\n\x1a\n"), ...big(13), ...ascii("IHDR"), ...big(width), ...big(height)]);
const frame = (marker: number, width: number, height: number) => [0xff, marker, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255];
const jpeg = (...segments: number[][]) => pad([0xff, 0xd8, ...segments.flat()]);
const exif = [0xff, 0xe1, 0, 10, ...ascii("Exif\0\0"), 0xff, 0xc0];
const box = (brands: string, rest: number[] = []) => pad([...big(8 + brands.length), ...ascii("ftyp"), ...ascii(brands), ...rest]);
const extent = (width: number, height: number) => [...big(20), ...ascii("ispe"), ...big(0), ...big(width), ...big(height)];
const webp = (chunk: string, rest: number[]) => pad([...ascii("RIFF"), 0, 0, 0, 0, ...ascii("WEBP"), ...ascii(chunk), 0, 0, 0, 0, ...rest]);

test("type and size come from the first bytes", () => {
  const cases: [Uint8Array, object][] = [
    [png(1024, 768), { type: "image/png", width: 1024, height: 768 }],
    [jpeg(exif, frame(0xc2, 6000, 4000)), { type: "image/jpeg", width: 6000, height: 4000 }],
    [jpeg([0xff, 0xff], frame(0xc0, 30, 20).slice(1)), { type: "image/jpeg", width: 30, height: 20 }],
    [jpeg([0xff, 0xda]), { type: "image/jpeg" }],
    [pad([...ascii("GIF89a"), 44, 1, 200, 0]), { type: "image/gif", width: 300, height: 200 }],
    [webp("VP8X", [0, 0, 0, 0, 0x3f, 0x1f, 0, 0xff, 0x0f, 0]), { type: "image/webp", width: 8000, height: 4096 }],
    [webp("VP8L", [0x2f, 0x8f, 0x81, 0x77, 0]), { type: "image/webp", width: 400, height: 479 }],
    [webp("VP8 ", [0, 0, 0, 0x9d, 1, 0x2a, 0x90, 1, 0x2c, 1]), { type: "image/webp", width: 400, height: 300 }],
    [box("avif\0\0\0\0mif1", [...extent(512, 512), ...extent(8000, 6000)]), { type: "image/avif", width: 8000, height: 6000 }],
    [box("heic\0\0\0\0mif1heic"), { type: "heic" }],
    [box("mp42\0\0\0\0isom"), { type: null }],
    [pad(ascii('<?xml version="1.0"?>\n<!-- Inkscape -->\n<svg viewBox="0 0 1 1">')), { type: "svg" }],
    [pad(ascii("%PDF-1.7")), { type: null }],
    [new Uint8Array(0), { type: null }],
    [Uint8Array.of(0xff, 0xd8, 0xff), { type: null }],
  ];
  for (const [bytes, header] of cases) assert.deepEqual(readImageHeader(bytes), header);
});

test("no bytes make the check fail", () => {
  const starts = fc.constantFrom([0xff, 0xd8, 0xff], [0x89, ...ascii("PNG\r\n\x1a\n")], ascii("GIF89a"), ascii("RIFF....WEBPVP8X"), [0, 0, 0, 20, ...ascii("ftypavif")], ascii("<svg"));
  fc.assert(fc.property(starts, fc.uint8Array({ maxLength: 200 }), (start, rest) => void readImageHeader(Uint8Array.from([...start, ...rest]))));
});

test("what is announced has the type of the content", async () => {
  assert.deepEqual(await checkFile(new File([png(10, 10)], "photo.jpg", { type: "image/jpeg" })), { name: "photo.jpg", type: "image/png", size: png(10, 10).length });
});

test("a file that cannot be taken is rejected with the reason", async () => {
  const reasons: [Blob, string][] = [
    [new File([png(10_000, 6_000)], "a.png"), "pixels"],
    [new File([box("heic\0\0\0\0")], "a.jpg"), "heic"],
    [new File(["<svg/>"], "a.svg"), "svg"],
    [new File(["hello"], "a.png", { type: "image/png" }), "type"],
    [new File([], "a.png"), "empty"],
    [new File([new Uint8Array(MAX_BYTES + 1)], "a.png"), "large"],
  ];
  for (const [file, reason] of reasons) {
    await assert.rejects(checkFile(file), (error) => error instanceof FileRejected && error.reason === `pictures.reject.${reason}`);
  }
  const folder = Object.assign(new Blob(["x"]), { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("", "NotReadableError")) }) });
  await assert.rejects(checkFile(folder), (error) => error instanceof FileRejected && error.reason === "pictures.reject.unreadable");
});

test("names are as the API takes them", () => {
  assert.equal(cleanName("й.jpg".normalize("NFD")), "й.jpg".normalize("NFC"));
  assert.equal(cleanName("a\u0000\n\u202egnp.b"), "a gnp.b");
  assert.equal(cleanName(" \n"), "picture");
  const long = cleanName(`${"😀".repeat(300)}.jpeg`);
  assert.equal([...long].length, 200);
  assert.ok(long.endsWith(".jpeg"));
});

test("pictures of the clipboard are named by their time", () => {
  const at = new Date("2025-12-18T14:06:33Z");
  assert.equal(nameNow(new File(["x"], "image.png", { type: "image/png" }), at), "2025-12-18T14-06-33.png");
  assert.equal(nameNow(new Blob(["x"], { type: "image/jpeg" }), at), "2025-12-18T14-06-33.jpeg");
  assert.equal(nameNow(new File(["x"], "bridge.png"), at), undefined);
});

test("keys move the focal point within the picture", () => {
  assert.deepEqual(moveFocusPoint({ x: 0.29, y: 0.5 }, "ArrowRight", false), { x: 0.3, y: 0.5 });
  assert.deepEqual(moveFocusPoint({ x: 0.95, y: 0.02 }, "ArrowRight", true), { x: 1, y: 0.02 });
  assert.deepEqual(moveFocusPoint({ x: 0.95, y: 0.02 }, "ArrowUp", true), { x: 0.95, y: 0 });
  assert.deepEqual(moveFocusPoint({ x: 0.1, y: 0.2 }, "Home", false), { x: 0.5, y: 0.5 });
  assert.equal(moveFocusPoint({ x: 0.1, y: 0.2 }, "a", false), null);
});

test("keys move over the grid, and stay at its edges", () => {
  assert.deepEqual(["ArrowRight", "ArrowDown", "ArrowUp", "Home", "End", "Tab"].map((key) => findPlace(key, 2, 4, 7)), [3, 6, 2, 0, 6, null]);
  assert.equal(findPlace("ArrowDown", 3, 4, 7), 3);
});
