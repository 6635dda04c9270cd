/** Proposes an address from a name, in Latin letters, as the server makes the addresses of articles. */

const APOSTROPHES = /['`´ʹʻʼʽˈ‘’‛′]/g;

const CYRILLIC: Record<string, string> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "yo", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n", о: "o",
  п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya",
  ў: "u", ғ: "g", қ: "k", ҳ: "kh", ı: "i", ß: "ss", æ: "ae", ø: "o", đ: "d", ł: "l",
};
/** The Latin alphabet of 1995, without apostrophes, where it differs. */
const UZBEK: Record<string, string> = { ў: "o", ғ: "g", қ: "q", ҳ: "h", х: "x", ж: "j" };

const MAX_LENGTH = 120;

/** An address of letters a–z, digits and hyphens, cut between words; "" if the name has none of them. */
export function proposeSlug(name: string, lang: string): string {
  const letters = lang.startsWith("uz") ? { ...CYRILLIC, ...UZBEK } : CYRILLIC;
  // `й` and `ё` are composed for the table; accents of Latin letters are taken off behind it.
  const latin = [...name.normalize("NFC").toLowerCase().replace(APOSTROPHES, "")].map((letter) => letters[letter] ?? letter).join("");
  const words = latin.normalize("NFKD").replace(/\p{M}/gu, "").split(/[^a-z0-9]+/).filter(Boolean);
  return cut(words);
}

export function isSlug(text: string): boolean {
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) && text.length <= MAX_LENGTH;
}

function cut(words: string[]): string {
  let slug = (words[0] ?? "").slice(0, MAX_LENGTH);
  for (const word of words.slice(1)) {
    if (slug.length + 1 + word.length > MAX_LENGTH) break;
    slug += `-${word}`;
  }
  return slug;
}
