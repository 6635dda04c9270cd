import assert from "node:assert/strict";
import { test } from "node:test";
import { listHeld, type Rate, type Sheet } from "../src/api/rates.ts";
import { findSlippedPoint, measureOthers } from "../src/rates/signs.ts";
import { apply } from "../src/rates/use-rates.ts";

const rate = (currency: string, members: Partial<Rate> = {}): Rate => ({ currency, nominal: 1, rate: "100.00", change: "1.00", change_percent: "1.00", ...members });
const sheet = (date: string, rates: Rate[], upcoming: Sheet | null = null): Sheet => ({ source: "cbu", base: "UZS", date, stale: false, previous_date: null, upcoming, rates });

test("a slipped point is a power of ten, within a day's move", () => {
  assert.equal(findSlippedPoint("282.41", "28.24"), 0.1);
  assert.equal(findSlippedPoint("28.24", "2900"), 100);
  assert.equal(findSlippedPoint("282.41", "240.00"), null);
  assert.equal(findSlippedPoint("282.41", "283.00"), null);
  assert.equal(findSlippedPoint("282.41", "0"), null);
});

test("other rates are measured without the held ones", () => {
  const rates = [rate("TRY", { held: true, change_percent: null }), rate("USD", { change_percent: "-1.63" }), rate("XYZ", { held: true, change_percent: "40" }), rate("EUR")];
  assert.deepEqual(measureOthers(rates, "TRY"), { count: 2, percent: 2 });
  assert.equal(measureOthers(rates.slice(0, 1), "TRY"), null);
});

test("held rates of the sheet to come are listed first", () => {
  const held = listHeld(sheet("2025-12-18", [rate("USD", { held: true }), rate("EUR")], sheet("2025-12-19", [rate("TRY", { held: true })])));
  assert.deepEqual(held.map(({ date, rate: { currency } }) => `${date} ${currency}`), ["2025-12-19 TRY", "2025-12-18 USD"]);
});

test("a decision counts at once, in the sheet that it is about alone", () => {
  const old = sheet("2025-12-18", [rate("TRY", { held: true })], sheet("2025-12-19", [rate("TRY", { held: true })]));
  const status = { source: "cbu", date: "2025-12-19", currency: "TRY", served: rate("TRY", { rate: "28.24" }), printed: { rate: "28.24", nominal: 1, per_unit: "28.24", bank_change: null }, redenominated: false, decisions: [] };
  const shown = apply(old, [status]);
  assert.deepEqual(listHeld(shown).map(({ date }) => date), ["2025-12-18"]);
  assert.equal(shown.upcoming?.rates[0]?.rate, "28.24");
});
