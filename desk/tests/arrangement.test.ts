import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange } from "../src/front/arrangement.ts";

const card = (id: string, hour: number) => ({ id, published_at: `2025-12-18T${String(hour).padStart(2, "0")}:00:00Z` });
const ids = (cards: { id: string }[]) => cards.map(({ id }) => id).join("");

test("pins come first, and the newest fill the page", () => {
  const pool = [..."abcdefghijklmnopqrstuv"].map((id, hour) => card(id, hour));
  const page = arrange([card("c", 2), card("a", 0)], pool);
  assert.equal(page.lead?.id, "c");
  assert.equal(ids([...page.beside, ...page.below, ...page.row, ...page.also]), "avutsrqpo");
  assert.equal(ids(page.latest), "nmlkjihgfe");
});

test("a page of few stories has no row of four", () => {
  const page = arrange([], [..."abcdefg"].map((id, hour) => card(id, hour)));
  assert.deepEqual([page.lead?.id, ids(page.beside), ids(page.below), ids(page.row), ids(page.also)], ["g", "fe", "dc", "", "ba"]);
});

test("a page without articles has no lead", () => {
  assert.equal(arrange([], []).lead, undefined);
});
