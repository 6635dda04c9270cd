import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { TermDraft } from "../src/api/terms.ts";
import { isSameTerm, joinTerms, readField, writeField } from "../src/terms/join.ts";
import { isSlug, proposeSlug } from "../src/slug.ts";

test("names become addresses in Latin letters", () => {
  assert.equal(proposeSlug("Economy & Markets", "en"), "economy-markets");
  assert.equal(proposeSlug("Общество и щедрость", "ru"), "obshchestvo-i-shchedrost");
  assert.equal(proposeSlug("Йод и Ёж", "ru"), "yod-i-yozh");
  assert.equal(proposeSlug("Oʻzbekiston yangiliklari", "uz"), "ozbekiston-yangiliklari");
  assert.equal(proposeSlug("Ўзбекистон ҳаёти ва хабарлар", "uz-Cyrl"), "ozbekiston-hayoti-va-xabarlar");
  assert.equal(proposeSlug("Café Zürich", "en"), "cafe-zurich");
  assert.equal(proposeSlug("…", "en"), "");
});

test("a proposal is an address that the server takes, or empty", () => {
  const names = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: fc.constantFrom(..."абвўқҳйёʻ’ -aé1"), maxLength: 300 }));
  fc.assert(fc.property(names, fc.constantFrom("en", "ru", "uz", "uz-Cyrl"), (name, lang) => {
    const slug = proposeSlug(name, lang);
    assert.ok(slug === "" || isSlug(slug), slug);
  }));
});

const base: TermDraft = { names: { en: "City", ru: "Город" }, order: 10 };

test("changes of different fields are joined", () => {
  const joined = joinTerms(base, { names: { en: "Town", ru: "Город" }, order: 10 }, { names: { en: "City", ru: "Город", uz: "Shahar" }, order: 20 });
  assert.deepEqual(joined, { draft: { names: { en: "Town", ru: "Город", uz: "Shahar" }, order: 20 }, conflicts: [] });
});

test("a field that both have changed keeps one's own value and is named", () => {
  const joined = joinTerms(base, writeField(base, "names/en", "Town"), writeField(base, "names/en", "Capital"));
  assert.deepEqual(joined.conflicts, ["names/en"]);
  assert.equal(readField(joined.draft, "names/en"), "Town");
});

test("the same change of both is none", () => {
  const both = writeField(base, "names/uz", "Shahar");
  assert.deepEqual(joinTerms(base, both, both), { draft: both, conflicts: [] });
});

test("a removed picture is null, and a removed name is absent", () => {
  const author: TermDraft = { names: { en: "Ann", ru: "Анна" }, text: { en: "Writes." }, picture: "01K" };
  assert.equal(writeField(author, "picture", "").picture, null);
  assert.deepEqual(writeField(author, "names/ru", "").names, { en: "Ann" });
  assert.ok(!isSameTerm(author, writeField(author, "text/en", "")));
});

const texts = fc.dictionary(fc.constantFrom("en", "ru", "uz"), fc.constantFrom("a", "b", "c"), { noNullPrototype: true });
const drafts = fc.record({ names: texts, text: texts, picture: fc.constantFrom(null, "p", "q") });

test("a join loses no change of one side, and says where both differ", () => {
  fc.assert(
    fc.property(drafts, drafts, drafts, (before, mine, theirs) => {
      const { draft, conflicts } = joinTerms(before, mine, theirs);
      for (const name of ["names/en", "names/ru", "names/uz", "text/en", "text/ru", "text/uz", "picture"]) {
        const [was, own, other, joined] = [before, mine, theirs, draft].map((one) => readField(one, name));
        if (own !== was) assert.equal(joined, own);
        else assert.equal(joined, other);
        assert.equal(conflicts.includes(name), own !== was && other !== was && own !== other);
      }
    }),
  );
});
