import assert from "node:assert/strict";
import { test } from "node:test";
import { describeState, isAtRisk, type Facts, type StateKind } from "../../src/keeping/state.ts";
import en from "../../src/texts/more/en.json";
import ru from "../../src/texts/more/ru.json";
import uz from "../../src/texts/more/uz.json";

const SAVED: Facts = { isChanged: false, isOwed: false, sending: null, hasStorage: true, isOnline: true, isSignedIn: true, isGone: false, isReader: false, isFailing: false, reason: null, errors: {}, at: null, conflict: null };
const OWED = { isChanged: true, isOwed: true };

const cases: [StateKind, Partial<Facts>][] = [
  ["saved", {}],
  ["saved", { isOnline: false }],
  ["changed", OWED],
  ["keeping", { ...OWED, sending: "autosave" }],
  ["saving", { ...OWED, sending: "save" }],
  ["kept apart", { isChanged: true }],
  ["kept apart", { isChanged: true, isFailing: true }],
  ["refused", { isChanged: true, errors: { title: "Too long" } }],
  ["refused", { ...OWED, reason: "Forbidden" }],
  ["on this device only", { ...OWED, isFailing: true }],
  ["offline", { ...OWED, isOnline: false, isFailing: true }],
  ["signed out", { ...OWED, isSignedIn: false, isOnline: false }],
  ["gone", { ...OWED, isGone: true, reason: "not found" }],
  ["nowhere", { ...OWED, isSignedIn: false, hasStorage: false }],
  ["nowhere", { ...OWED, isOnline: false, hasStorage: false }],
  ["nowhere", { ...OWED, reason: "Forbidden", hasStorage: false }],
  ["changed", { ...OWED, hasStorage: false }],
  ["read only", { ...OWED, isReader: true, isOnline: false }],
];

for (const [kind, facts] of cases) {
  test(`${kind}: ${JSON.stringify(facts)}`, () => assert.equal(describeState({ ...SAVED, ...facts }).kind, kind));
}

test("each state has words in each language", () => {
  for (const texts of [en, ru, uz]) {
    for (const [kind] of cases) assert.ok(Reflect.get(texts, `keeping.state.${kind}`), kind);
  }
});

test("a page is not left silently while nothing else has the text", () => {
  const isRisky = (facts: Partial<Facts>): boolean => isAtRisk(describeState({ ...SAVED, ...facts }));
  assert.ok(isRisky({ ...OWED, hasStorage: false }));
  assert.ok(isRisky({ ...OWED, hasStorage: false, isOnline: false }));
  assert.ok(!isRisky({ ...OWED, isOnline: false }));
  assert.ok(!isRisky({ isChanged: true, hasStorage: false }));
});
