import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../src/texts/en.json";
import moreEn from "../src/texts/more/en.json";
import moreRu from "../src/texts/more/ru.json";
import moreUz from "../src/texts/more/uz.json";
import ru from "../src/texts/ru.json";
import uz from "../src/texts/uz.json";

type Entries = Record<string, string | Record<string, string>>;

const FILES: [string, Entries, Entries[]][] = [
  ["the first texts", en, [ru, uz]],
  ["the others", moreEn, [moreRu, moreUz]],
];

function listValues(entry: Entries[string] | undefined): string[] {
  const forms = typeof entry === "string" ? [entry] : Object.values(entry ?? {});
  return [...new Set(forms.flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();
}

for (const [name, english, others] of FILES) {
  test(`${name} have the same keys and values in every language`, () => {
    for (const other of others) {
      assert.deepEqual(Object.keys(other).sort(), Object.keys(english).sort());
      for (const [key, entry] of Object.entries(english)) assert.deepEqual(listValues(other[key]), listValues(entry), key);
    }
  });
}

test("Uzbek has the letters of its alphabet, and no apostrophes of a typewriter", () => {
  for (const [key, entry] of Object.entries({ ...uz, ...moreUz } satisfies Entries)) {
    const forms: string[] = typeof entry === "string" ? [entry] : Object.values(entry);
    for (const form of forms) assert.doesNotMatch(form, /[oOgG]['‘’`]|\p{L}['‘’]\p{L}/u, `${key}: ${form}`);
  }
});

test("Russian has all plural forms", () => {
  for (const [key, entry] of Object.entries({ ...ru, ...moreRu } satisfies Entries)) {
    if (typeof entry !== "string") assert.deepEqual(Object.keys(entry).sort(), ["few", "many", "one", "other"], key);
  }
});
