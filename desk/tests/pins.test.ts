import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MAX_PINS } from "../src/api/front.ts";
import { isSameOrder, joinPins, move, reconcile } from "../src/front/pins.ts";

const IDS = [..."abcdefghijklmnop"];
const order = fc.shuffledSubarray(IDS, { maxLength: MAX_PINS });

test("a pin that is moved down stands behind the one that it has passed", () => {
  assert.deepEqual(move(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
  assert.deepEqual(move(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
});

test("two additions and a removal are joined", () => {
  assert.deepEqual(joinPins(["a", "b", "c"], ["x", "a", "b", "c"], ["a", "c", "y"]), ["x", "a", "c", "y"]);
});

test("an order that only the other has changed is kept", () => {
  assert.deepEqual(joinPins(["a", "b", "c"], ["a", "b", "c", "x"], ["c", "b", "a"]), ["c", "x", "b", "a"]);
});

test("where both have changed the order, one's own stands", () => {
  assert.deepEqual(joinPins(["a", "b", "c"], ["b", "a", "c"], ["c", "b", "a"]), ["b", "a", "c"]);
});

test("who has changed nothing gets what the other has, and the other way round", () => {
  fc.assert(
    fc.property(order, order, (base, other) => {
      assert.deepEqual(joinPins(base, base, other), other);
      assert.deepEqual(joinPins(base, other, base), other);
      assert.deepEqual(joinPins(base, other, other), other);
    }),
  );
});

test("a joined page has no pin twice, none that either has removed, and all additions that fit", () => {
  fc.assert(
    fc.property(order, order, order, (base, mine, theirs) => {
      const joined = joinPins(base, mine, theirs);
      assert.equal(new Set(joined).size, joined.length);
      assert.ok(joined.length <= MAX_PINS);
      assert.ok(joined.every((id) => !base.includes(id) || (mine.includes(id) && theirs.includes(id))));
      const added = [...mine, ...theirs].filter((id) => !base.includes(id));
      if (joined.length < MAX_PINS) assert.ok(added.every((id) => joined.includes(id)));
    }),
  );
});

test("orders of different lengths differ", () => {
  assert.equal(isSameOrder(["a"], ["a", "b"]), false);
  assert.equal(isSameOrder(["a", "b"], ["a", "b"]), true);
});

test("a withdrawal takes a pin out of a change, and is no conflict", () => {
  const changed = { version: 3, base: ["a", "b", "c"], pins: ["c", "b", "a", "x"] };
  assert.deepEqual(reconcile(changed, 3, ["a", "c"]), { changed: { version: 3, base: ["a", "c"], pins: ["c", "a", "x"] }, withdrawn: ["b"], isConflict: false });
});

test("other pins of somebody else are a conflict, and the change stays as it is", () => {
  const changed = { version: 3, base: ["a", "b"], pins: ["b", "a"] };
  assert.deepEqual(reconcile(changed, 4, ["a", "b", "x"]), { changed, withdrawn: [], isConflict: true });
});

test("a later version with the same pins, or with one's own, is no conflict", () => {
  const changed = { version: 3, base: ["a", "b"], pins: ["b", "a"] };
  assert.deepEqual(reconcile(changed, 5, ["a", "b"]), { changed: { ...changed, version: 5 }, withdrawn: [], isConflict: false });
  assert.deepEqual(reconcile(changed, 4, ["b", "a"]), { changed: { version: 4, base: ["b", "a"], pins: ["b", "a"] }, withdrawn: [], isConflict: false });
});
