/** Markers of list items as Word writes them: `1.`, `b)`, `iv.` or a bullet. */

/** How an item is numbered: null for a bullet, else a `type` of `ol` and the number of the item. */
export interface Numbering {
  type: "1" | "a" | "A" | "i" | "I";
  number: number;
}

const NUMBER = /^[([]?(?:\d{1,4}\.){0,8}(?:(\d{1,4})[.):\]]{0,2}|(\p{L}|[ivxlc]{2,7})[.):\]]{1,2})$/iu;
/** `o`, `n` and other letters are bullets in the fonts of Word. */
const BULLET = /^(?:[^\p{L}\p{N}_]{0,3}|[\p{L}\p{N}])$/u;
const ROMAN = /^(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})$/i;
const VALUES: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

/** Undefined for a text that is no marker. */
export function readMarker(marker: string): Numbering | null | undefined {
  const match = NUMBER.exec(marker);
  if (!match) return BULLET.test(marker) ? null : undefined;
  const [, digits, letters = ""] = match;
  if (digits) return { type: "1", number: Number(digits) };
  const isUpper = letters !== letters.toLowerCase();
  // A list of Roman numbers begins with `i`; other single letters are rather letters.
  if (ROMAN.test(letters) && (letters.length > 1 || /i/i.test(letters))) {
    return { type: isUpper ? "I" : "i", number: parseRoman(letters.toLowerCase()) };
  }
  if (!/^[a-z]$/i.test(letters)) return letters.length === 1 ? { type: "1", number: 0 } : undefined;
  return { type: isUpper ? "A" : "a", number: letters.toLowerCase().charCodeAt(0) - 96 };
}

function parseRoman(letters: string): number {
  const values = [...letters].map((letter) => VALUES[letter] ?? 0);
  return values.reduce((sum, value, place) => sum + (value < (values[place + 1] ?? 0) ? -value : value), 0);
}
