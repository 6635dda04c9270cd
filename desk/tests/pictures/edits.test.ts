import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Picture } from "../../src/api/types.ts";
import { buildChanges, joinEdits, readEdit, setText, TEXT_FIELDS, type PictureEdit } from "../../src/pictures/edits.ts";
import type { EditCopies, EditCopy } from "../../src/pictures/edit-copies.ts";
import { PictureEditor } from "../../src/pictures/picture-editor.ts";
import { FakeMedia } from "./fake-media.ts";

const texts = fc.dictionary(fc.constantFrom("en", "ru", "uz"), fc.constantFrom("canal", "river", "field"), { maxKeys: 3 });
const edits: fc.Arbitrary<PictureEdit> = fc.record({
  alt: texts,
  caption: texts,
  credit: texts,
  rights: texts,
  focus: fc.record({ x: fc.constantFrom(0, 0.5, 1), y: fc.constantFrom(0, 0.5, 1) }),
});

/** `name/lang` and `focus`, with their values. */
function flatten(edit: PictureEdit): Map<string, string> {
  const found = TEXT_FIELDS.flatMap((field) => Object.entries(edit[field]).map(([lang, text]): [string, string] => [`${field}/${lang}`, text]));
  return new Map([...found, ["focus", `${edit.focus.x}/${edit.focus.y}`]]);
}

test("each place has the change of the only side that changed it, else mine and a conflict", () => {
  fc.assert(
    fc.property(edits, edits, edits, (base, mine, theirs) => {
      const { edit, conflicts } = joinEdits(base, mine, theirs);
      const [before, own, other, joined] = [base, mine, theirs, edit].map(flatten);
      const open = new Set(conflicts.map((conflict) => (conflict.field === "focus" ? "focus" : `${conflict.field}/${conflict.lang}`)));
      for (const place of new Set([before, own, other, joined].flatMap((side) => [...(side?.keys() ?? [])]))) {
        const [was, has, gets, is] = [before, own, other, joined].map((side) => side?.get(place));
        const isConflict = has !== was && gets !== was && has !== gets;
        assert.equal(open.has(place), isConflict, place);
        assert.equal(is, has === was ? gets : has, place);
      }
    }),
  );
});

test("the changes make one edit of the other", () => {
  fc.assert(
    fc.property(edits, edits, (before, after) => {
      const changes = buildChanges(before, after);
      const patched = structuredClone(before);
      for (const field of TEXT_FIELDS) {
        for (const [lang, text] of Object.entries(changes?.[field] ?? {})) {
          if (text === null) delete patched[field][lang];
          else patched[field][lang] = text;
        }
      }
      assert.deepEqual(flatten({ ...patched, focus: changes?.focus ?? patched.focus }), flatten(after));
      assert.equal(buildChanges(after, after), null);
    }),
  );
});

test("a space that is being typed stays, and is no change", () => {
  const before = setText(readEdit({}), "alt", "en", "A canal");
  const typed = setText(before, "alt", "en", "A canal ");
  assert.equal(joinEdits(before, typed, before).edit.alt.en, "A canal ");
  assert.equal(buildChanges(before, typed), null);
});

class MemoryCopies implements EditCopies {
  readonly found = new Map<string, EditCopy>();
  read = async (picture: string) => this.found.get(picture) ?? null;
  write = async (picture: string, copy: EditCopy) => void this.found.set(picture, copy);
  remove = async (picture: string) => void this.found.delete(picture);
}

async function begin() {
  const media = new FakeMedia();
  media.install();
  const { body } = await media.client.send<Picture>("POST", "/v1/editorial/media", { body: { name: "a.png", type: "image/png", size: 9 } });
  const copies = new MemoryCopies();
  const changeElsewhere = (version: number, changes: object) => media.client.send("PATCH", `/v1/editorial/media/${body.id}`, { body: changes, ifMatch: version });
  return { media, copies, changeElsewhere, editor: new PictureEditor(media.client, copies, body), stored: () => media.pictures.get(body.id) };
}

test("changes of somebody else to other texts are joined and saved", async () => {
  const { editor, changeElsewhere, stored, copies } = await begin();
  editor.setText("alt", "en", "mine");
  assert.equal(copies.found.size, 1);
  await changeElsewhere(1, { alt: { ru: "theirs" }, focus: { x: 0, y: 1 } });
  await editor.save();
  assert.deepEqual(stored()?.alt, { en: "mine", ru: "theirs" });
  assert.deepEqual(stored()?.focus, { x: 0, y: 1 });
  assert.equal(editor.hasJoined, true);
  assert.equal(editor.isSaved, true);
  assert.equal(copies.found.size, 0);
});

test("a text that both changed is saved when the person has decided", async () => {
  for (const side of ["mine", "theirs"] as const) {
    const { editor, changeElsewhere, stored } = await begin();
    editor.setText("alt", "en", "mine");
    editor.setText("credit", "en", "also mine");
    await changeElsewhere(1, { alt: { en: "theirs" } });
    await editor.save();
    assert.equal(stored()?.alt?.en, "theirs", "nothing is overwritten");
    const [conflict] = editor.conflicts;
    assert.ok(conflict);
    editor.decide(conflict, side);
    await editor.save();
    assert.equal(stored()?.alt?.en, side);
    assert.equal(stored()?.credit?.en, "also mine");
  }
});

test("what is undecided stays so while somebody changes something else", async () => {
  const { editor, changeElsewhere, stored, media } = await begin();
  editor.setText("alt", "en", "mine");
  await changeElsewhere(1, { alt: { en: "theirs" } });
  await editor.save();
  await changeElsewhere(2, { caption: { en: "more" } });
  editor.take(stored() ?? assert.fail());
  assert.equal(editor.conflicts.length, 1);
  const again = new PictureEditor(media.client, new MemoryCopies(), editor.saved);
  assert.equal(again.hasChanges, false);
});

test("a save whose answer was lost is no conflict with oneself", async () => {
  const { editor, media } = await begin();
  editor.setText("alt", "en", "mine");
  media.faults.push(["PATCH", "lost answer"]);
  await editor.save();
  assert.ok(editor.error);
  await editor.save();
  assert.deepEqual([editor.error, editor.conflicts.length, editor.hasJoined, editor.hasChanges], [undefined, 0, false, false]);
});

test("what is typed while a save runs stays, and is not saved", async () => {
  const { editor, media } = await begin();
  let open = () => undefined as void;
  media.answerGate = new Promise((resolve) => (open = resolve));
  editor.setText("alt", "en", "one");
  const saving = editor.save();
  await new Promise((resolve) => setImmediate(resolve));
  editor.setText("alt", "en", "one two");
  open();
  await saving;
  assert.equal(editor.edit.alt.en, "one two");
  assert.equal(editor.hasChanges, true);
  await editor.save();
  assert.equal(editor.saved.alt?.en, "one two");
});

test("changes of a closed tab come back, joined with what was saved meanwhile", async () => {
  const { editor, changeElsewhere, stored, copies, media } = await begin();
  editor.setText("alt", "en", "mine");
  await changeElsewhere(1, { credit: { en: "theirs" } });
  const later = new PictureEditor(media.client, copies, stored() ?? assert.fail());
  await later.restore();
  assert.equal(later.edit.alt.en, "mine");
  assert.equal(later.edit.credit.en, "theirs");
});
