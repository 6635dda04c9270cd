/** Proposals for the last part of an address, from a text in Latin or Cyrillic script. */

/** Letters of Russian and of Uzbek in Cyrillic script, as the rules of the Uzbek alphabet and readers write them. */
const LETTERS: Record<string, string> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "yo", ж: "j", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p",
  р: "r", с: "s", т: "t", у: "u", ф: "f", х: "x", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya",
  ў: "o", қ: "q", ғ: "g", ҳ: "h", ı: "i", ß: "ss", æ: "ae", ø: "o", đ: "d", ł: "l",
};
/** Marks within words: oʻ, gʻ, maʼno. */
const APOSTROPHES = /[ʻʼ'‘’`]/g;
const MOST = 100;

/** Empty if the text has no letter or digit that an address can have. */
export function proposeSlug(text: string): string {
  const letters = [...text.toLowerCase().replace(APOSTROPHES, "").normalize("NFKC")].map((letter) => LETTERS[letter] ?? letter).join("");
  const plain = letters.normalize("NFD").replace(/\p{M}/gu, "");
  const slug = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return slug.length <= MOST ? slug : slug.slice(0, MOST).replace(/-[^-]*$/, "");
}
