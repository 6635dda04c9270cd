import assert from "node:assert/strict";
import { test } from "node:test";
import { findApostrophe, isUzbekLatin } from "../src/apostrophes.ts";

test("an apostrophe behind o and g is a turned comma, and elsewhere an apostrophe of the alphabet", () => {
  for (const text of ["o'", "G‘", "bog’"]) assert.equal(findApostrophe(text), "ʻ", text);
  for (const text of ["ma'", "sa’"]) assert.equal(findApostrophe(text), "ʼ", text);
});

test("quotation marks that are not behind a letter stay", () => {
  for (const text of ["‘", "u dedi: ‘", "'", "u dedi: '", "u dedi: 'salom'", "o", ""]) assert.equal(findApostrophe(text), null, text);
});

test("only Uzbek in Latin script has them", () => {
  assert.deepEqual(["uz", "uz-Latn", "uz-Cyrl", "en", "ru"].map(isUzbekLatin), [true, true, false, false, false]);
});
