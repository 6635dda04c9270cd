import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Category } from "../src/api/types.ts";
import { move } from "../src/front/pins.ts";
import { planOrder } from "../src/front/section-order.ts";

const category = (slug: string, order: number): Category => ({ slug, order, names: { en: slug }, version: 1, changed_at: null, changed_by: null });
const sort = (categories: Category[]) => [...categories].sort((a, b) => a.order - b.order || a.slug.localeCompare(b.slug));

test("one number is enough where there is room", () => {
  const sections = [category("a", 10), category("b", 20), category("c", 30)];
  assert.deepEqual(planOrder(move(sections, 2, 1), "c").map(({ category, order }) => [category.slug, order]), [["c", 15]]);
});

test("the site shows each move, and the least number is not below 0", () => {
  const orders = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(orders, fc.nat(), fc.nat(), (numbers, from, to) => {
      const sections = sort(numbers.map((order, place) => category(`s${String(place).padStart(2, "0")}`, order)));
      const wanted = move(sections, from % sections.length, to % sections.length);
      const plan = new Map(planOrder(wanted, sections[from % sections.length]?.slug ?? "").map(({ category, order }) => [category.slug, order]));
      const saved = sections.map((section) => ({ ...section, order: plan.get(section.slug) ?? section.order }));
      assert.deepEqual(sort(saved).map(({ slug }) => slug), wanted.map(({ slug }) => slug));
      assert.ok(saved.every(({ order }) => order >= 0 && order <= 9_999));
    }),
  );
});
