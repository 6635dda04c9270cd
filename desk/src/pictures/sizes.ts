/** Sizes of files in words. */

import { t } from "../texts/texts.ts";

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

/** `6.5 MB`, `420 kB`. */
export function formatSize(bytes: number): string {
  return bytes < MEGABYTE ? t("pictures.kilobytes", { count: scale(bytes, bytes) }) : t("pictures.megabytes", { count: scale(bytes, bytes) });
}

/** `4 of 6.5 MB`: both in the unit of the larger one. */
export function formatSizes(sent: number, size: number): string {
  return t("pictures.sizes", { sent: scale(sent, size), size: formatSize(size) });
}

/** A number of the unit in which `size` is said. Small files have at least one kilobyte. */
function scale(bytes: number, size: number): number {
  return size < MEGABYTE ? Math.ceil(bytes / KILOBYTE) : Math.round((10 * bytes) / MEGABYTE) / 10;
}
