import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Draft } from "../../src/api/types.ts";
import { digestBlock, splitBlocks } from "../../src/keeping/join/blocks.ts";
import { decide, type Decision } from "../../src/keeping/join/decisions.ts";
import { joinBodies, writePieces } from "../../src/keeping/join/join-body.ts";
import { CONFLICT, joinLists } from "../../src/keeping/join/join-lists.ts";
import { join } from "../../src/keeping/join/join.ts";
import { markNewWords } from "../../src/keeping/join/words.ts";

const html = (...paragraphs: string[]): string => paragraphs.map((text) => `<p>${text}</p>`).join("");
const draft = (fields: Partial<Draft>): Draft => ({ lang: "en", format: "html", ...fields });
const joinBody = (mine: string, base: string, theirs: string) => join(draft({ body: mine }), draft({ body: base }), draft({ body: theirs }));

test("blocks are the top-level elements, and joined the HTML again", () => {
  const blocks = ["<p>One<br>two</p>\n", "<ul><li><p>a</p></li></ul>", "<hr>", "text <b>in</b> no block ", "<pre>a\n\n<b></pre>", "<table><tr><td><p>c</p></td></tr></table>"];
  assert.deepEqual(splitBlocks(blocks.join("")), blocks);
  assert.deepEqual(splitBlocks("<p>never closed<p>either"), ["<p>never closed", "<p>either"]);
  assert.deepEqual(splitBlocks(""), []);
});

test("any text joins to itself from its blocks", () => {
  const piece = fc.constantFrom("<p>", "</p>", "<ul><li>", "</li>", "</ul>", "<hr>", "<!-- c -->", " ", "word", "<b>", "</b>", "<", '<a href=">">', "&lt;");
  const sources = fc.oneof(fc.array(piece, { maxLength: 25 }).map((parts) => parts.join("")), fc.string());
  fc.assert(fc.property(sources, (source) => splitBlocks(source).join("") === source), { numRuns: 5_000 });
});

test("a block has the digest of what readers see", () => {
  const same = [
    ['<p>A &amp; B&nbsp;c</p>', "<p>A & B\u00a0c</p>\n"],
    ['<p><a href="/x" title="t">l</a></p>', "<p><a rel=\"noopener\" title='t' href=/x>l</a></p>"],
    ["<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "<ul><li>a</li><li>b</li></ul>"],
    ['<p><img src="m" alt=""/></p>', '<p><img alt="" src="m"></p>'],
  ] as const;
  for (const [one, other] of same) assert.equal(digestBlock(one), digestBlock(other));
  const different = [["<p>a b</p>", "<p>ab</p>"], ["<p>a <b>b</b></p>", "<p>a<b>b</b></p>"], ["<pre>a  b</pre>", "<pre>a b</pre>"], ["<p>a</p>", "<h2>a</h2>"], ["<p>a b</p>", "<p>a&nbsp;b</p>"]] as const;
  for (const [one, other] of different) assert.notEqual(digestBlock(one), digestBlock(other));
});

test("changes of different paragraphs are both taken, also of neighbours", () => {
  const joined = joinBody(html("One, mine", "Two", "Three"), html("One", "Two", "Three"), html("One", "Two, theirs", "Three"));
  assert.equal(joined.draft.body, html("One, mine", "Two, theirs", "Three"));
  assert.ok(!joined.hasConflicts && joined.isMixed);
});

test("an addition beside a changed paragraph is no conflict", () => {
  const joined = joinBody(html("The first one, changed", "Two"), html("The first one", "Two"), html("The first one", "New", "Two"));
  assert.equal(joined.draft.body, html("The first one, changed", "New", "Two"));
  assert.equal(joined.hasConflicts, false);
});

test("two versions of a paragraph are a conflict of these three texts", () => {
  const joined = joinBody(html("One", "Two, mine"), html("One", "Two"), html("One", "Two, theirs"));
  const [place] = joined.places;
  assert.deepEqual([place?.mine, place?.base, place?.theirs, place?.outcome], [html("Two, mine"), html("Two"), html("Two, theirs"), "conflict"]);
  assert.equal(joined.draft.body, html("One", "Two, mine"));
});

test("a paragraph that one deletes and the other changes is a conflict", () => {
  assert.equal(joinBody(html("One"), html("One", "Two"), html("One", "Two, theirs")).hasConflicts, true);
  assert.equal(joinBody(html("One", "Two, mine"), html("One", "Two"), html("One")).hasConflicts, true);
});

test("decisions take a side, both, or what was written by hand, and undo what was taken by itself", () => {
  const joined = joinBody(html("Mine", "Two", "Three"), html("One", "Two", "Three"), html("Theirs", "Two", "Three, theirs"));
  const [conflict, taken] = joined.places;
  assert.ok(conflict && taken);
  const choose = (decision: Decision, undone?: Decision): string | null | undefined =>
    decide(joined, new Map([[conflict.id, decision], ...(undone ? [[taken.id, undone] as const] : [])])).body;
  assert.equal(choose({ take: "theirs" }), html("Theirs", "Two", "Three, theirs"));
  assert.equal(choose({ take: "both" }), html("Mine", "Theirs", "Two", "Three, theirs"));
  assert.equal(choose({ take: "hand", text: html("Ours") }), html("Ours", "Two", "Three, theirs"));
  assert.equal(choose({ take: "mine" }, { take: "mine" }), html("Mine", "Two", "Three"));
});

test("fields are joined one by one", () => {
  const base = draft({ title: "A", dek: "D", slug: "s", tags: [{ slug: "x" }] });
  const joined = join({ ...base, title: "B", tags: [{ slug: "x" }, { slug: "mine" }] }, base, { ...base, dek: "E", tags: [{ slug: "theirs" }, { slug: "x" }] });
  assert.deepEqual([joined.draft.title, joined.draft.dek, joined.hasConflicts], ["B", "E", false]);
  assert.deepEqual(joined.draft.tags?.map((tag) => tag.slug).sort(), ["mine", "theirs", "x"]);
  const both = join({ ...base, title: "B" }, base, { ...base, title: "C" });
  assert.equal(both.hasConflicts, true);
  assert.equal(decide(both, new Map([["title", { take: "theirs" }]])).title, "C");
});

test("Markdown and HTML are a conflict as a whole", () => {
  const joined = join(draft({ body: html("Mine") }), { lang: "en", body: "Base" }, { lang: "en", body: "Theirs" });
  assert.deepEqual(joined.places.map((place) => [place.kind, place.id, place.outcome]), [["field", "body", "conflict"]]);
  assert.deepEqual(decide(joined, new Map([["body", { take: "theirs" }]])), { lang: "en", format: "markdown", body: "Theirs" });
});

test("texts of a picture are joined only if they are of the same picture", () => {
  const base = draft({ image: { media: "A", alt: "a" } });
  const theirs = draft({ image: { media: "A", alt: "a", credit: "c" } });
  assert.deepEqual(join(draft({ image: { media: "A", alt: "b" } }), base, theirs).draft.image, { media: "A", alt: "b", credit: "c" });
  assert.equal(join(draft({ image: { media: "B" } }), base, theirs).hasConflicts, true);
});

test("a joined list that the API would refuse is a conflict", () => {
  assert.equal(joinLists(["a", "b", "c"], [], ["d", "e", "f"], String, 5), CONFLICT);
});

const WORDS = ["rail", "bridge", "minister", "water", "cotton", "price", "train", "Tashkent"];
const paragraph = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));
type Edit = { at: number; kind: "insert" | "delete" | "change" | "move"; text: string };
const edits = fc.array(fc.record<Edit>({ at: fc.nat(11), kind: fc.constantFrom("insert", "delete", "change", "move"), text: paragraph }), { maxLength: 5 });

function edit(blocks: readonly string[], changes: readonly Edit[], who: string): string[] {
  const result = [...blocks];
  for (const { at, kind, text } of changes) {
    const place = at % (result.length + 1);
    if (kind === "insert") result.splice(place, 0, `${text} ${who}`);
    else if (kind === "delete") result.splice(place, 1);
    else if (kind === "change" && place < result.length) result[place] += ` ${who}`;
    else if (kind === "move") result.push(...result.splice(place, 1));
  }
  return result;
}

const triples = fc.tuple(fc.array(paragraph, { maxLength: 10 }), edits, edits).map(([base, mine, theirs]) => [edit(base, mine, "mine"), base, edit(base, theirs, "theirs")] as const);

/** How often each block is there. */
function count(blocks: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const block of blocks) counts.set(block, (counts.get(block) ?? 0) + 1);
  return counts;
}

test("no added block is ever lost", () => {
  fc.assert(
    fc.property(triples, ([mine, base, theirs]) => {
      const pieces = joinBodies(html(...mine), html(...base), html(...theirs));
      const shown = count(pieces.flatMap((piece) => splitBlocks(typeof piece === "string" ? piece : piece.outcome === "conflict" ? piece.mine + piece.theirs : piece.taken)));
      const before = count(splitBlocks(html(...base)));
      for (const side of [mine, theirs]) {
        for (const [block, times] of count(splitBlocks(html(...side)))) {
          const isAdded = times > (before.get(block) ?? 0);
          if (isAdded) assert.ok((shown.get(block) ?? 0) >= 1, `${block} is lost`);
        }
      }
    }),
    { numRuns: 20_000 },
  );
});

test("the join is what one changed if the other changed nothing, and the same for both", () => {
  fc.assert(
    fc.property(triples, ([mine, base, theirs]) => {
      const [one, before, other] = [html(...mine), html(...base), html(...theirs)];
      assert.equal(writePieces(joinBodies(one, before, before)), one);
      assert.equal(writePieces(joinBodies(before, before, other)), other);
      assert.equal(writePieces(joinBodies(one, before, one)), one);
      const [there, back] = [joinBody(one, before, other), joinBody(other, before, one)];
      assert.equal(there.hasConflicts, back.hasConflicts);
      if (!there.hasConflicts) assert.equal(there.draft.body ?? "", back.draft.body ?? "");
    }),
    { numRuns: 5_000 },
  );
});

test("disjoint edits of single blocks join as in the model", () => {
  const marks = fc.array(fc.constantFrom("none", "mine", "theirs", "deleted by mine", "deleted by theirs"), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(marks, (fates) => {
      const base = fates.map((_, number) => `block ${number} ${WORDS[number % 8]}`);
      const write = (who: string): string[] => base.flatMap((text, number) => (fates[number] === `deleted by ${who}` ? [] : [fates[number] === who ? `${text} ${who}` : text]));
      const model = base.flatMap((text, number) => (fates[number]?.startsWith("deleted") ? [] : [fates[number] === "none" ? text : `${text} ${fates[number]}`]));
      const joined = joinBody(html(...write("mine")), html(...base), html(...write("theirs")));
      assert.equal(joined.hasConflicts, false);
      assert.equal(joined.draft.body ?? "", html(...model));
    }),
    { numRuns: 2_000 },
  );
});

test("lists keep what each side added, and lose only what a side removed", () => {
  const names = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { maxLength: 6 });
  fc.assert(
    fc.property(names, names, names, (mine, base, theirs) => {
      const joined = joinLists(mine, base, theirs, String, 99);
      if (joined === CONFLICT) return;
      const model = new Set([...mine, ...theirs].filter((name) => !base.includes(name) || (mine.includes(name) && theirs.includes(name))));
      assert.deepEqual(new Set(joined), model);
      assert.equal(joined.length, model.size);
    }),
    { numRuns: 5_000 },
  );
});

test("new words are marked", () => {
  const marked = markNewWords("The year cost 140 billion", "The first year cost 148 billion");
  assert.equal(marked.map((run) => run.text).join(""), "The first year cost 148 billion");
  assert.deepEqual(marked.filter((run) => run.change === "added").map((run) => run.text.trim()), ["first", "148"]);
});
