/**
 * The words of the desk in the language of the person. Those of the frame, the sign-in and the shelf are loaded first,
 * all others with the first other screen.
 */

import type en from "./en.json";
import type more from "./more/en.json";

export type TextName = keyof typeof en | keyof typeof more;
/** A text, or its forms by plural category (`Intl.PluralRules`). */
type Entry = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type DeskLanguage = "en" | "ru" | "uz";
export type Values = Record<string, string | number>;

export const LANGUAGES: Record<DeskLanguage, string> = { en: "English", ru: "Русский", uz: "Oʻzbekcha" };

type Loader = () => Promise<{ default: Record<string, Entry> }>;

const FIRST: Record<DeskLanguage, Loader> = {
  en: () => import("./en.json"),
  ru: () => import("./ru.json"),
  uz: () => import("./uz.json"),
};
const MORE: Record<DeskLanguage, Loader> = {
  en: () => import("./more/en.json"),
  ru: () => import("./more/ru.json"),
  uz: () => import("./more/uz.json"),
};

let firstTexts: Record<string, Entry> = {};
let moreTexts: Record<string, Entry> | null = null;
let language: DeskLanguage = "en";
/** What is being loaded. */
let asked: DeskLanguage = language;
let rules = new Intl.PluralRules(language);

/** Load the first texts of a language, and the others if they are in use. */
export async function loadTexts(chosen: DeskLanguage): Promise<void> {
  asked = chosen;
  try {
    const [first, more] = await Promise.all([FIRST[chosen](), moreTexts && MORE[chosen]()]);
    if (asked !== chosen) return;
    firstTexts = first.default;
    moreTexts = more?.default ?? moreTexts;
  } catch (error) {
    if (asked === chosen) asked = language;
    throw error;
  }
  language = chosen;
  rules = new Intl.PluralRules(chosen);
  document.documentElement.lang = chosen;
}

/** Load all texts of the language: for every screen but the shelf. */
export async function loadMoreTexts(): Promise<void> {
  const chosen = asked;
  if (moreTexts && chosen === language) return;
  const { default: more } = await MORE[chosen]();
  if (asked === chosen) moreTexts = more;
}

export function getLanguage(): DeskLanguage {
  return language;
}

/** The language of the browser that the desk speaks. */
export function guessLanguage(): DeskLanguage {
  const known = navigator.languages.map((tag) => tag.split("-")[0]);
  return known.find((tag): tag is DeskLanguage => tag !== undefined && tag in LANGUAGES) ?? "en";
}

/** A text with values in place of `{name}`. `count` also chooses the plural form. */
export function t(name: TextName, values: Values = {}): string {
  const entry = firstTexts[name] ?? moreTexts?.[name] ?? name;
  const pattern = typeof entry === "string" ? entry : (entry[rules.select(Number(values.count))] ?? entry.other ?? name);
  return pattern.replace(/\{(\w+)\}/g, (_, key: string) => formatValue(values[key]));
}

function formatValue(value: string | number | undefined): string {
  return typeof value === "number" ? value.toLocaleString(language) : (value ?? "");
}
