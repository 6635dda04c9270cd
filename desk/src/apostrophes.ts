/** Apostrophes of Uzbek in Latin script: ʻ of oʻ and gʻ, and ʼ everywhere else. */

const TURNED_COMMA = "\u02bb";
const APOSTROPHE = "\u02bc";

/**
 * What is typed, in its group, and what it becomes. Behind a letter it is an apostrophe, elsewhere a quotation mark; a
 * straight one behind a letter is one too if it closes what another has opened. Keyboards of phones write curly marks.
 */
export const APOSTROPHES: readonly (readonly [typed: RegExp, letter: string])[] = [
  [/[OoGg](['‘’`])$/, TURNED_COMMA],
  [/\p{L}([‘’])$/u, APOSTROPHE],
  [/(?<!(?:^|[^\p{L}\p{N}])'[^']*)\p{L}(')$/u, APOSTROPHE],
];

/** `uz-Cyrl` has no apostrophes. */
export function isUzbekLatin(lang: string): boolean {
  return /^uz(-(?!cyrl)|$)/i.test(lang);
}

/** The letter in place of the last character of a text; null if it stays. */
export function findApostrophe(text: string): string | null {
  return APOSTROPHES.find(([typed]) => typed.test(text))?.[1] ?? null;
}
