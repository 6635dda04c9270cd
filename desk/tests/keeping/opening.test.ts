import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem, Unreachable } from "../../src/api/problem.ts";
import type { Draft } from "../../src/api/types.ts";
import type { Copy } from "../../src/keeping/copies.ts";
import { listOthers } from "../../src/keeping/others.ts";
import { FakeApi } from "./support/fake-api.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeEntries } from "./support/fake-entries.ts";
import { Tab } from "./support/tab.ts";

const ID = "01K";
const BASE: Draft = { lang: "en", title: "Title", format: "html", body: "<p>One</p><p>Two</p>" };

function begin() {
  const clock = new FakeClock();
  const api = new FakeApi(clock);
  api.put(ID, BASE);
  const device = (): { entries: FakeEntries; tab: (name?: string) => Tab } => {
    const entries = new FakeEntries();
    return { entries, tab: (name = "first") => new Tab(name, api, clock, entries) };
  };
  return { clock, api, device };
}

const getCopies = (entries: FakeEntries): Copy[] => [...entries.values.values()] as Copy[];

test("without unsaved text the version is shown", async () => {
  const { device } = begin();
  const tab = await device().tab().open(ID);
  assert.deepEqual([tab.opened?.source, tab.keeper.draft.title, tab.keeper.state.kind], ["version", "Title", "saved"]);
});

test("after a kill the copy is shown, though the autosave is older", async () => {
  const { clock, device } = begin();
  const { tab } = device();
  const first = await tab().open(ID);
  first.type({ body: "<p>One</p><p>Two, kept</p>" });
  await clock.advance(3_000);
  first.type({ body: "<p>One</p><p>Two, kept and more</p>" });
  await clock.advance(300);
  first.kill();
  const second = await tab("second").open(ID);
  assert.deepEqual([second.opened?.source, second.keeper.draft.body], ["device", "<p>One</p><p>Two, kept and more</p>"]);
  assert.equal(second.opened?.joined, null);
  assert.deepEqual(second.opened?.apart, []);
});

test("after a kill the text is known that was sent and whose answer did not come", async () => {
  const { clock, api, device } = begin();
  const { tab } = device();
  const first = await tab().open(ID);
  first.type({ title: "Sent" });
  await clock.advance(2_050);
  first.type({ title: "Sent and more" });
  await clock.advance(300);
  first.kill();
  await clock.advance(5_000);
  assert.equal(api.getAutosave(ID, 1)?.title, "Sent");
  const second = await tab("second").open(ID);
  assert.deepEqual([second.keeper.draft.title, second.opened?.apart.length], ["Sent and more", 0]);
});

test("the autosave of another device is shown", async () => {
  const { clock, device } = begin();
  const telephone = await device().tab().open(ID);
  telephone.type({ title: "By telephone" });
  await clock.advance(3_000);
  const computer = await device().tab().open(ID);
  assert.deepEqual([computer.opened?.source, computer.keeper.draft.title, computer.keeper.state.kind], ["autosave", "By telephone", "kept apart"]);
});

test("texts of two devices are joined if they do not contradict each other", async () => {
  const { clock, api, device } = begin();
  const laptop = device();
  const first = await laptop.tab().open(ID);
  api.always = "unreachable";
  first.type({ body: "<p>One, laptop</p><p>Two</p>" });
  await clock.advance(3_000);
  first.kill();
  api.always = "none";
  const telephone = await device().tab().open(ID);
  telephone.type({ title: "By telephone" });
  await clock.advance(3_000);
  const second = await laptop.tab("second").open(ID);
  assert.deepEqual([second.keeper.draft.title, second.keeper.draft.body], ["By telephone", "<p>One, laptop</p><p>Two</p>"]);
  assert.deepEqual(second.opened?.apart, []);
});

test("texts of two devices that contradict each other are both there", async () => {
  const { clock, api, device } = begin();
  const laptop = device();
  const first = await laptop.tab().open(ID);
  api.always = "unreachable";
  first.type({ title: "By laptop" });
  await clock.advance(3_000);
  first.kill();
  api.always = "none";
  const telephone = await device().tab().open(ID);
  telephone.type({ title: "By telephone" });
  await clock.advance(3_000);
  const second = await laptop.tab("second").open(ID);
  assert.equal(second.keeper.draft.title, "By laptop");
  const [apart] = second.opened?.apart ?? [];
  assert.deepEqual([apart?.source, apart?.draft.title], ["autosave", "By telephone"]);
  assert.ok(apart);
  second.keeper.takeIn(apart, { ...second.keeper.draft, title: "By laptop and telephone" });
  await clock.advance(3_000);
  assert.equal(api.getAutosave(ID, 1)?.title, "By laptop and telephone");
});

test("a text that was begun with an older version is joined with the present one", async () => {
  const { clock, api, device } = begin();
  const { tab } = device();
  const first = await tab().open(ID);
  first.type({ body: "<p>One, mine</p><p>Two</p>" });
  await clock.advance(3_000);
  first.kill();
  api.change(ID, "rustam", (draft) => ({ ...draft, body: "<p>One</p><p>Two, his</p>" }));
  const second = await tab("second").open(ID);
  assert.equal(second.keeper.draft.body, "<p>One, mine</p><p>Two, his</p>");
  assert.ok(second.opened?.joined?.isMixed);
  assert.equal((await second.finish(second.keeper.save())).kind, "done");
  await clock.advance(5_000);
  assert.deepEqual([...api.autosaves.keys()], []);
});

test("an older text that contradicts the present version is a conflict", async () => {
  const { clock, api, device } = begin();
  const { tab } = device();
  const first = await tab().open(ID);
  first.type({ title: "Mine" });
  await clock.advance(3_000);
  first.kill();
  api.change(ID, "rustam", (draft) => ({ ...draft, title: "His" }));
  const second = await tab("second").open(ID);
  assert.deepEqual([second.keeper.state.kind, second.keeper.draft.title], ["conflict", "Mine"]);
});

test("a copy whose text the server has in a version is not shown again, whatever came after it", async () => {
  const { clock, api, device } = begin();
  const laptop = device();
  const first = await laptop.tab().open(ID);
  first.type({ title: "Kept" });
  await clock.advance(3_000);
  first.kill();
  const telephone = await device().tab().open(ID);
  await telephone.finish(telephone.keeper.save());
  telephone.type({ title: "Quite another title" });
  await telephone.finish(telephone.keeper.save());
  assert.equal(api.getVersion(ID), 3);
  const second = await laptop.tab("second").open(ID);
  assert.deepEqual([second.opened?.source, second.keeper.draft.title, second.opened?.apart], ["version", "Quite another title", []]);
  await clock.advance(1_000);
  assert.deepEqual(getCopies(laptop.entries).map((copy) => copy.server), ["version", "version"]);
});

test("a save whose answer the killed browser did not get is no conflict", async () => {
  const { clock, api, device } = begin();
  const { tab } = device();
  const first = await tab().open(ID);
  first.type({ title: "Mine" });
  api.faults = ["lost"];
  await first.finish(first.keeper.save());
  first.type({ title: "Mine and more" });
  await clock.advance(300);
  first.kill();
  const second = await tab("second").open(ID);
  assert.deepEqual([second.keeper.draft.title, second.keeper.version, second.keeper.state.kind === "conflict"], ["Mine and more", 2, false]);
});

test("an autosave that a joined save has made old is not shown, though the browser was killed before it ended it", async () => {
  const { clock, api, device } = begin();
  const { tab } = device();
  const first = await tab().open(ID, { isSuccessor: true });
  first.type({ body: "<p>One, mine</p><p>Two</p>" });
  await clock.advance(3_000);
  api.change(ID, "rustam", (draft) => ({ ...draft, body: "<p>One</p><p>Two, his</p>" }));
  first.type({ body: "<p>One, mine, more</p><p>Two</p>" });
  await first.finish(first.keeper.save());
  await clock.advance(300);
  first.kill();
  assert.equal(api.autosaves.size, 1);
  const second = await tab("second").open(ID);
  assert.deepEqual([second.opened?.source, second.keeper.draft.body, second.keeper.state.kind], ["version", "<p>One, mine, more</p><p>Two, his</p>", "saved"]);
  second.type({ title: "New" });
  await second.finish(second.keeper.save());
  await clock.advance(1_000);
  assert.equal(api.autosaves.size, 0);
});

test("an autosave from before a save without an answer is ended by the next save", async () => {
  const { clock, api, device } = begin();
  const { tab } = device();
  const first = await tab().open(ID);
  first.type({ title: "Mine" });
  await clock.advance(3_000);
  api.faults = ["lost"];
  await first.finish(first.keeper.save());
  first.type({ title: "Mine and more" });
  await clock.advance(3_000);
  first.kill();
  assert.deepEqual([...api.autosaves.keys()], [`${ID}/me/1`]);
  const second = await tab("second").open(ID);
  assert.deepEqual([second.keeper.draft.title, second.keeper.version, second.opened?.apart], ["Mine and more", 2, []]);
  await second.finish(second.keeper.save());
  await clock.advance(1_000);
  assert.deepEqual([api.getDraft(ID).title, api.autosaves.size], ["Mine and more", 0]);
});

test("the clock of the device decides nothing", async () => {
  for (const date of [0, Date.UTC(2099, 0)]) {
    const { clock, device } = begin();
    const { tab } = device();
    clock.date = date;
    const first = await tab().open(ID);
    first.type({ title: "Kept" });
    await clock.advance(3_000);
    clock.date = Date.UTC(2026, 0);
    first.type({ title: "Kept and more" });
    await clock.advance(300);
    first.kill();
    assert.equal((await tab("second").open(ID)).keeper.draft.title, "Kept and more");
  }
});

test("without a network the copy is shown, and sent later", async () => {
  const { clock, api, device } = begin();
  const { tab } = device();
  const first = await tab().open(ID);
  first.type({ title: "Mine" });
  await clock.advance(300);
  first.kill();
  api.always = "unreachable";
  const second = await tab("second").open(ID, { isOnline: false });
  assert.ok(second.opened?.error instanceof Unreachable);
  assert.deepEqual([second.keeper.draft.title, second.keeper.state.kind], ["Mine", "offline"]);
  api.always = "none";
  second.keeper.setOnline(true);
  await clock.advance(1_000);
  assert.equal(api.getAutosave(ID, 1)?.title, "Mine");
});

test("a saved article can be written on without a network, and not when it is gone", async () => {
  const { clock, api, device } = begin();
  const { tab } = device();
  const first = await tab().open(ID);
  first.type({ title: "Saved" });
  await first.finish(first.keeper.save());
  await clock.advance(1_000);
  first.kill();
  api.always = "unreachable";
  const second = await tab("second").open(ID, { isOnline: false });
  assert.deepEqual([second.keeper.draft.title, second.keeper.version], ["Saved", 2]);
  second.type({ dek: "Written on" });
  await clock.advance(300);
  second.kill();
  api.always = "none";
  const third = await tab("third").open(ID);
  assert.deepEqual([third.keeper.draft.dek, third.keeper.conflict], ["Written on", null]);
});

test("without a copy the error of the request is raised", async () => {
  const { api, device } = begin();
  api.articles.clear();
  await assert.rejects(device().tab().open(ID), (error) => error instanceof Problem && error.status === 404);
});

test("without storage the version is shown", async () => {
  const { device } = begin();
  const { entries, tab } = device();
  entries.mode = "fails";
  assert.equal((await tab().open(ID)).keeper.draft.title, "Title");
});

test("damaged entries are left alone", async () => {
  const { device } = begin();
  const { entries, tab } = device();
  entries.values.set(`me/${ID}/old`, { draft: 1 });
  assert.equal((await tab().open(ID)).keeper.draft.title, "Title");
  assert.equal(entries.values.size, 1);
});

test("the copies of another person are not shown", async () => {
  const { clock, api, device } = begin();
  const { entries, tab } = device();
  const first = await tab().open(ID);
  first.type({ title: "Mine" });
  await clock.advance(300);
  first.kill();
  const theirs = await new Tab("second", api, clock, entries, "rustam").open(ID);
  assert.equal(theirs.keeper.draft.title, "Title");
});

test("copies go 7 days after a version has them, and no sooner", async () => {
  const { clock, api, device } = begin();
  const { entries, tab } = device();
  const first = await tab().open(ID);
  api.put("01L", BASE);
  const other = await tab("other").open("01L");
  other.type({ title: "Only kept apart" });
  first.type({ title: "Saved" });
  await first.finish(first.keeper.save());
  await clock.advance(1_000);
  const date = clock.readDate();
  await first.copies.removeOld("me", date + 6 * 86_400_000);
  assert.equal(getCopies(entries).length, 2);
  await first.copies.removeOld("me", date + 8 * 86_400_000);
  assert.deepEqual(getCopies(entries).map((copy) => copy.article), ["01L"]);
});

test("others are writing for two minutes, and have unsaved text after that", () => {
  const by = (id: string): { id: string; name: string } => ({ id, name: id });
  const notes = [
    { by: by("aziza"), at: "2026-11-30T12:00:00Z", based_on: 2 },
    { by: by("me"), at: "2026-11-30T12:04:00Z", based_on: 2 },
    { by: by("rustam"), at: "2026-11-30T12:03:00Z", based_on: 1 },
    { by: by("rustam"), at: "2026-11-30T11:00:00Z", based_on: 2 },
  ];
  const now = Date.parse("2026-11-30T12:04:59Z");
  assert.deepEqual(listOthers(notes, "me", now).map((other) => [other.by.id, other.at, other.isWriting]), [
    ["rustam", "2026-11-30T12:03:00Z", true],
    ["aziza", "2026-11-30T12:00:00Z", false],
  ]);
});
