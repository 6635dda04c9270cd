/** The words of the desk in the language of the person. */

import type en from "./en.json";

export type TextName = keyof typeof en;
/** A text, or its forms by plural category (`Intl.PluralRules`). */
type Entry = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type DeskLanguage = "en" | "ru" | "uz";
export type Values = Record<string, string | number>;

export const LANGUAGES: Record<DeskLanguage, string> = { en: "English", ru: "Русский", uz: "Oʻzbekcha" };

const LOADERS: Record<DeskLanguage, () => Promise<{ default: Record<string, Entry> }>> = {
  en: () => import("./en.json"),
  ru: () => import("./ru.json"),
  uz: () => import("./uz.json"),
};

let entries: Record<string, Entry> = {};
let language: DeskLanguage = "en";
let rules = new Intl.PluralRules("en");

export async function loadTexts(chosen: DeskLanguage): Promise<void> {
  entries = (await LOADERS[chosen]()).default;
  language = chosen;
  rules = new Intl.PluralRules(chosen);
  document.documentElement.lang = chosen;
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
  const entry = entries[name] ?? name;
  const pattern = typeof entry === "string" ? entry : (entry[rules.select(Number(values.count))] ?? entry.other ?? name);
  return pattern.replace(/\{(\w+)\}/g, (_, key: string) => formatValue(values[key]));
}

function formatValue(value: string | number | undefined): string {
  return typeof value === "number" ? value.toLocaleString(language) : (value ?? "");
}
