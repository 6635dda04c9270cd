/** The language that a person has chosen for the desk. It is a choice for this browser. */

import { guessLanguage, LANGUAGES, type DeskLanguage } from "../texts/texts.ts";

const NAME = "desk-language";

export function readChosenLanguage(): DeskLanguage {
  try {
    const chosen = localStorage.getItem(NAME);
    if (chosen && chosen in LANGUAGES) return chosen as DeskLanguage;
  } catch {
    // No storage: the language of the browser.
  }
  return guessLanguage();
}

export function keepLanguage(language: DeskLanguage): void {
  try {
    localStorage.setItem(NAME, language);
  } catch {
    // Only for this visit.
  }
}
