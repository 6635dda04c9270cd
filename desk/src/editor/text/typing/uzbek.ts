/** Apostrophes of Uzbek in Latin script: ʻ of oʻ and gʻ, and ʼ everywhere else. */

import { InputRule } from "prosemirror-inputrules";

const TURNED_COMMA = "\u02bb";
const APOSTROPHE = "\u02bc";

/** Keyboards of phones write curly marks. Behind a letter they are apostrophes, elsewhere quotation marks. */
export const uzbekRules = [
  new InputRule(/[OoGg](['‘’`])$/, TURNED_COMMA, { inCodeMark: false }),
  new InputRule(/\p{L}([‘’])$/u, APOSTROPHE, { inCodeMark: false }),
  new InputRule(/'$/, APOSTROPHE, { inCodeMark: false }),
];

/** `uz-Cyrl` has no apostrophes. */
export function isUzbekLatin(lang: string): boolean {
  return /^uz(-(?!cyrl)|$)/i.test(lang);
}
