import assert from "node:assert/strict";
import { test } from "node:test";
import { describeReason } from "../src/texts/reasons.ts";
import { loadMoreTexts, loadTexts } from "../src/texts/texts.ts";

test("a reason of the API is said in the language of the person, with its numbers and names", async () => {
  Object.assign(globalThis, { document: { documentElement: {} } });
  await loadTexts("ru");
  await loadMoreTexts();
  assert.equal(describeReason("At most 300 characters are taken."), "Знаков: не больше 300.");
  assert.equal(describeReason("There is no category sport."), "«sport» больше нет.");
});

test("a reason that is not known stays as it is", () => {
  assert.equal(describeReason("Line 3: this tag is never closed."), "Line 3: this tag is never closed.");
});
