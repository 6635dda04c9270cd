import assert from "node:assert/strict";
import { test } from "node:test";
import type { Draft } from "../../src/api/types.ts";
import { createLocalName, type Copy } from "../../src/keeping/copies.ts";
import { decide } from "../../src/keeping/join/decisions.ts";
import { FakeApi, type Fault } from "./support/fake-api.ts";
import { FakeClock, settle } from "./support/fake-clock.ts";
import { FakeEntries } from "./support/fake-entries.ts";
import { Tab } from "./support/tab.ts";

const ID = "01K";
const BODY = "<p>One</p><p>Two</p>";

function begin(fields: Partial<Draft> = {}) {
  const clock = new FakeClock();
  const [api, entries] = [new FakeApi(clock), new FakeEntries()];
  api.put(ID, { lang: "en", title: "Title", format: "html", body: BODY, ...fields });
  return { clock, api, entries, createTab: (name = "first", person = "me") => new Tab(name, api, clock, entries, person) };
}

async function beginWriting(fields: Partial<Draft> = {}) {
  const world = begin(fields);
  return { ...world, tab: await world.createTab().open(ID) };
}

const getCopy = (entries: FakeEntries, key = `me/${ID}/first`): Copy | undefined => entries.values.get(key) as Copy | undefined;
const count = (api: FakeApi, method: string): number => api.requests.filter((request) => request.method === method).length;

test("the first change is on the device at once", async () => {
  const { clock, entries, tab } = await beginWriting();
  tab.type({ title: "T" });
  await clock.advance(1);
  assert.equal(getCopy(entries)?.draft.title, "T");
});

test("a later change is on the device after 250 ms, also while the person types on", async () => {
  const { clock, entries, tab } = await beginWriting();
  tab.type({ title: "First" });
  await clock.advance(1);
  for (let key = 0; key < 5; key += 1) {
    tab.type({ title: `T${key}` });
    await clock.advance(60);
  }
  const copy = getCopy(entries);
  assert.equal(copy?.draft.title, "T4");
  assert.deepEqual([copy?.based_on, copy?.base.title, copy?.server], [1, "Title", "nowhere"]);
});

test("a pause of 2 s sends the text beside the version", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "New" });
  assert.equal(tab.keeper.state.kind, "changed");
  await clock.advance(1_900);
  assert.equal(count(api, "PATCH"), 0);
  await clock.advance(300);
  assert.equal(api.getAutosave(ID, 1)?.title, "New");
  assert.equal(api.getVersion(ID), 1);
  assert.equal(tab.keeper.state.kind, "kept apart");
  assert.match(tab.keeper.state.at ?? "", /^2026-01-01T/);
});

test("who never pauses is kept after 15 s", async () => {
  const { clock, api, tab } = await beginWriting();
  for (let second = 0; second < 16; second += 1) {
    tab.type({ title: `T${second}` });
    await clock.advance(1_000);
  }
  assert.equal(count(api, "PATCH"), 1);
  assert.match(api.getAutosave(ID, 1)?.title ?? "", /^T1[45]$/);
});

test("only changed fields are sent, and later those that were sent before", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "New", dek: "Dek" });
  await clock.advance(3_000);
  tab.type({ title: "Title" });
  await clock.advance(3_000);
  assert.deepEqual(api.requests.at(-1)?.options.body, { title: "Title", dek: "Dek" });
  tab.type({ dek: undefined });
  await clock.advance(3_000);
  assert.equal(api.getAutosave(ID, 1), undefined);
  assert.equal(tab.keeper.state.kind, "saved");
});

test("nothing is sent if nothing was changed", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ body: "<p>One</p>\n<p>Two</p>\n" });
  await clock.advance(60_000);
  assert.equal(count(api, "PATCH"), 0);
});

test("a save sends what was changed, ends the autosave and is not sent again", async () => {
  const { clock, api, entries, tab } = await beginWriting();
  tab.type({ title: " New " });
  await clock.advance(3_000);
  const outcome = await tab.finish(tab.keeper.save());
  assert.equal(outcome.kind, "done");
  assert.equal(api.getDraft(ID).title, "New");
  assert.deepEqual(api.requests.findLast((request) => request.method === "PATCH")?.options.body, { title: " New " });
  assert.equal(api.getAutosave(ID, 1), undefined);
  const sent = count(api, "PATCH");
  await clock.advance(60_000);
  assert.equal(count(api, "PATCH"), sent);
  assert.deepEqual([tab.keeper.version, tab.keeper.state.kind, getCopy(entries)?.server], [2, "saved", "version"]);
});

test("what is typed during a save stays, and is kept with the new version", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "New" });
  const saving = tab.keeper.save();
  await clock.advance(50);
  tab.type({ title: "Newer" });
  await tab.finish(saving);
  assert.deepEqual([api.getDraft(ID).title, tab.keeper.draft.title], ["New", "Newer"]);
  await clock.advance(3_000);
  assert.equal(api.getAutosave(ID, 2)?.title, "Newer");
});

test("failures are retried after 2, 4, 8 … 60 s, and at once when the network is back", async () => {
  const { clock, api, tab } = await beginWriting();
  api.always = "unreachable";
  tab.type({ title: "New" });
  await clock.advance(200_000);
  const times = api.requests.filter((request) => request.method === "PATCH").map((request) => request.at);
  assert.deepEqual(times.slice(1).map((time, number) => Math.floor((time - (times[number] ?? 0)) / 1000)), [2, 4, 8, 16, 32, 60, 60]);
  assert.equal(tab.keeper.state.kind, "on this device only");
  api.always = "none";
  tab.keeper.setOnline(false);
  assert.equal(tab.keeper.state.kind, "offline");
  tab.keeper.setOnline(true);
  await clock.advance(500);
  assert.equal(api.getAutosave(ID, 1)?.title, "New");
});

test("a busy API is asked when it wants to be", async () => {
  const { clock, api, tab } = await beginWriting();
  [api.faults, api.retryAfter] = [["busy"], 30];
  tab.type({ title: "New" });
  await clock.advance(3_000);
  tab.keeper.setOnline(true);
  await clock.advance(25_000);
  assert.equal(count(api, "PATCH"), 1);
  await clock.advance(10_000);
  assert.equal(api.getAutosave(ID, 1)?.title, "New");
});

test("an old autosave that arrives late does not stay in place of a newer one", async () => {
  const { clock, api, tab } = await beginWriting();
  api.faults = ["lost and late"];
  tab.type({ title: "Old" });
  await clock.advance(4_000);
  tab.type({ title: "New" });
  await clock.advance(6_000);
  assert.equal(api.getAutosave(ID, 1)?.title, "New");
  await clock.advance(8_000);
  assert.equal(api.getAutosave(ID, 1)?.title, "Old");
  await clock.advance(40_000);
  assert.equal(api.getAutosave(ID, 1)?.title, "New");
});

test("a hidden page sends at once, and writes the copy", async () => {
  const { clock, api, entries, tab } = await beginWriting();
  tab.type({ title: "New" });
  tab.keeper.hide();
  await settle();
  assert.equal(getCopy(entries)?.draft.title, "New");
  assert.deepEqual([api.requests.at(-1)?.options.keepalive, api.requests.at(-1)?.options.ifMatch], [true, 1]);
  tab.kill();
  await clock.advance(200);
  assert.equal(api.getAutosave(ID, 1)?.title, "New");
});

test("a hidden page sends nothing that a browser would refuse to send", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ body: `<p>${"ж".repeat(31_000)}</p>` });
  tab.keeper.hide();
  await clock.advance(500);
  assert.notEqual(api.requests.at(-1)?.options.keepalive, true);
  assert.equal(api.getAutosave(ID, 1)?.body?.length, 31_007);
});

test("a refused field is left out, said at its field, and tried again when it changes", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "x".repeat(301), slug: "Ж", body: "<p>Kept</p>" });
  await clock.advance(3_000);
  assert.equal(api.getAutosave(ID, 1)?.body, "<p>Kept</p>");
  assert.equal(tab.keeper.state.kind, "refused");
  assert.deepEqual(tab.keeper.state.errors, { title: "At most 300 characters are taken.", slug: "Only letters, digits and hyphens." });
  const sent = count(api, "PATCH");
  await clock.advance(60_000);
  assert.equal(count(api, "PATCH"), sent);
  tab.type({ title: "Short", slug: "short" });
  await clock.advance(3_000);
  assert.deepEqual([api.getAutosave(ID, 1)?.title, tab.keeper.state.kind], ["Short", "kept apart"]);
});

test("a body that is too large does not keep the rest from being kept", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "Kept", body: `<p>${"x".repeat(300_001)}</p>` });
  await clock.advance(3_000);
  assert.deepEqual([api.getAutosave(ID, 1)?.title, Object.keys(tab.keeper.state.errors)], ["Kept", ["body"]]);
});

test("a refused save says at which fields", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "New", categories: ["unknown"] });
  const outcome = await tab.finish(tab.keeper.save());
  assert.deepEqual(outcome.kind === "refused" && outcome.errors, { categories: "There is no such category." });
  await tab.finish(tab.keeper.close());
  assert.deepEqual([api.getAutosave(ID, 1)?.title, api.getVersion(ID)], ["New", 1]);
});

test("characters that the API never takes are left out", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ body: "<p>A\u000bB\ud83d\u0000</p>" });
  await clock.advance(3_000);
  assert.equal(api.getAutosave(ID, 1)?.body, "<p>AB</p>");
});

test("without a session it waits, and goes on with the next sign-in of the same person", async () => {
  const { clock, api, entries, tab } = await beginWriting();
  api.faults = ["signed out"];
  tab.type({ title: "New" });
  await clock.advance(3_000);
  assert.equal(tab.keeper.state.kind, "signed out");
  tab.type({ title: "Newer" });
  await clock.advance(120_000);
  assert.equal(count(api, "PATCH"), 1);
  assert.equal(getCopy(entries)?.draft.title, "Newer");
  tab.keeper.signIn("somebody else");
  await clock.advance(10_000);
  assert.equal(count(api, "PATCH"), 1);
  tab.keeper.signIn("me");
  await clock.advance(1_000);
  assert.equal(api.getAutosave(ID, 1)?.title, "Newer");
});

test("a failure from before a sign-in does not undo it", async () => {
  const { clock, api, tab } = await beginWriting();
  api.faults = ["signed out"];
  tab.type({ title: "New" });
  tab.keeper.hide();
  tab.keeper.signIn("me");
  await clock.advance(3_000);
  assert.deepEqual([tab.keeper.state.kind, api.getAutosave(ID, 1)?.title], ["kept apart", "New"]);
});

test("another person's text is never sent", async () => {
  const { clock, api, tab } = await beginWriting();
  assert.ok(api.requests.every((request) => request.options.person === "me"));
  tab.type({ title: "New" });
  await clock.advance(3_000);
  assert.equal(api.requests.at(-1)?.options.person, "me");
});

test("without storage it is said, and the server gets the text all the sooner", async () => {
  const { clock, api, entries, tab } = await beginWriting();
  entries.mode = "fails";
  tab.type({ title: "New" });
  await clock.advance(300);
  assert.equal(tab.keeper.state.hasStorage, false);
  tab.type({ title: "Newer" });
  await clock.advance(700);
  assert.equal(api.getAutosave(ID, 1)?.title, "Newer");
  api.always = "unreachable";
  tab.type({ title: "Newest" });
  await clock.advance(1_000);
  assert.equal(tab.keeper.state.kind, "nowhere");
  [api.always, entries.mode] = ["none", "works"];
  await clock.advance(10_000);
  assert.deepEqual([getCopy(entries)?.draft.title, tab.keeper.state.hasStorage], ["Newest", true]);
});

test("without storage and network a change is kept nowhere at once", async () => {
  const { clock, entries, tab } = await beginWriting();
  entries.mode = "fails";
  tab.type({ title: "Sent" });
  await clock.advance(9_000);
  tab.keeper.setOnline(false);
  tab.type({ title: "Nowhere" });
  assert.equal(tab.states.at(-1)?.kind, "nowhere");
  tab.keeper.setOnline(true);
  await clock.advance(3_000);
  assert.equal(tab.states.at(-1)?.kind, "kept apart");
});

test("a database that hangs counts as missing", async () => {
  const { clock, api, entries, tab } = await beginWriting();
  entries.mode = "hangs";
  tab.type({ title: "New" });
  await clock.advance(7_000);
  assert.deepEqual([tab.keeper.state.hasStorage, api.getAutosave(ID, 1)?.title], [false, "New"]);
});

test("an article that is gone keeps the text on the device", async () => {
  const { clock, api, entries, tab } = await beginWriting();
  api.articles.delete(ID);
  tab.type({ title: "New" });
  await clock.advance(3_000);
  assert.equal(tab.keeper.state.kind, "gone");
  assert.equal(getCopy(entries)?.draft.title, "New");
});

test("a save of another person is joined, saved and said", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ body: "<p>One, mine</p><p>Two</p>" });
  await clock.advance(3_000);
  api.change(ID, "rustam", (draft) => ({ ...draft, body: "<p>One</p><p>Two, his</p>", dek: "His" }));
  const outcome = await tab.finish(tab.keeper.save());
  assert.ok(outcome.kind === "done" && outcome.joined?.isMixed);
  assert.deepEqual([api.getDraft(ID).body, api.getDraft(ID).dek, api.getVersion(ID)], ["<p>One, mine</p><p>Two, his</p>", "His", 3]);
  assert.equal(tab.joins.length, 1);
  assert.equal(tab.keeper.draft.body, api.getDraft(ID).body);
  await clock.advance(1_000);
  assert.deepEqual([...api.autosaves.keys()], [], "the text that was joined is left at the server");
});

test("a text without words of its own is that of a new version at once", async () => {
  const { clock, api, tab } = await beginWriting();
  api.change(ID, "rustam", (draft) => ({ ...draft, dek: "His" }));
  const outcome = await tab.finish(tab.keeper.takePresent(false));
  assert.equal(outcome?.kind, "joined");
  assert.deepEqual([tab.keeper.draft.dek, tab.keeper.version, tab.keeper.state.kind, tab.joins.length], ["His", 2, "saved", 1]);
  await clock.advance(60_000);
  assert.equal(count(api, "PATCH"), 0);
});

test("a text with words of its own waits for the person before it takes those of others", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  await clock.advance(3_000);
  api.change(ID, "rustam", (draft) => ({ ...draft, dek: "His" }));
  assert.equal(await tab.finish(tab.keeper.takePresent(false)), null);
  assert.deepEqual([tab.keeper.draft.dek, tab.keeper.version], [undefined, 1]);
  await tab.finish(tab.keeper.takePresent(true));
  assert.deepEqual([tab.keeper.draft.title, tab.keeper.draft.dek, tab.keeper.version], ["Mine", "His", 2]);
  await clock.advance(3_000);
  assert.deepEqual([api.getAutosave(ID, 2)?.title, api.getVersion(ID)], ["Mine", 2]);
  await tab.finish(tab.keeper.save());
  await clock.advance(60_000);
  assert.deepEqual([...api.autosaves.keys()], [], "the text of the former version is left at the server");
});

test("a version that leaves the text as it is, such as a withdrawal, is taken in also among unsaved words", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  api.change(ID, "rustam", (draft) => draft);
  assert.equal((await tab.finish(tab.keeper.takePresent(false)))?.kind, "done");
  assert.deepEqual([tab.keeper.draft.title, tab.keeper.version, tab.joins.length], ["Mine", 2, 0]);
});

test("what contradicts is shown only to who asks for it", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  api.change(ID, "rustam", (draft) => ({ ...draft, title: "His" }));
  assert.equal(await tab.finish(tab.keeper.takePresent(false)), null);
  assert.equal(tab.keeper.conflict, null);
  assert.equal((await tab.finish(tab.keeper.takePresent(true)))?.kind, "conflict");
});

test("without a new version nothing is taken in, and the text that is kept apart stays", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  await clock.advance(3_000);
  assert.equal((await tab.finish(tab.keeper.takePresent(true)))?.kind, "done");
  await clock.advance(60_000);
  assert.deepEqual([api.getAutosave(ID, 1)?.title, tab.keeper.version], ["Mine", 1]);
});

test("a conflict is shown, is kept apart meanwhile, and is saved as the person decides", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "Mine", dek: "Dek" });
  api.change(ID, "rustam", (draft) => ({ ...draft, title: "His" }));
  const outcome = await tab.finish(tab.keeper.save());
  assert.ok(outcome.kind === "conflict");
  assert.equal(tab.keeper.state.kind, "conflict");
  await clock.advance(3_000);
  assert.equal(api.getAutosave(ID, 1)?.title, "Mine");
  const done = await tab.finish(tab.keeper.resolve(decide(outcome.joined, new Map([["title", { take: "theirs" }]]))));
  assert.equal(done?.kind, "done");
  assert.deepEqual([api.getDraft(ID).title, api.getDraft(ID).dek, tab.keeper.state.kind], ["His", "Dek", "saved"]);
});

test("a conflict is not ended with a text that is older than the editor's", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  api.change(ID, "rustam", (draft) => ({ ...draft, title: "His" }));
  const outcome = await tab.finish(tab.keeper.save());
  assert.ok(outcome.kind === "conflict");
  tab.type({ title: "Mine, longer" });
  assert.equal(await tab.finish(tab.keeper.resolve(outcome.joined.draft)), null);
  const again = tab.keeper.state.conflict;
  assert.ok(again);
  await tab.finish(tab.keeper.resolve(again.draft));
  assert.equal(api.getDraft(ID).title, "Mine, longer");
});

for (const fault of ["lost", "gateway", "hangs after"] satisfies Fault[]) {
  test(`a save whose answer is missing (${fault}) is no conflict with oneself`, async () => {
    const { clock, api, tab } = await beginWriting();
    tab.type({ body: "<p>One, mine</p><p>Two</p>" });
    api.faults = [fault];
    assert.equal((await tab.finish(tab.keeper.save())).kind, "failed");
    assert.equal(api.getVersion(ID), 2);
    tab.type({ body: "<p>One, mine, more</p><p>Two</p>" });
    await clock.advance(3_000);
    const outcome = await tab.finish(tab.keeper.save());
    assert.ok(outcome.kind === "done" && outcome.joined === null);
    assert.deepEqual([api.getDraft(ID).body, api.getVersion(ID)], ["<p>One, mine, more</p><p>Two</p>", 3]);
    await clock.advance(60_000);
    assert.deepEqual([...api.autosaves.keys()], []);
  });
}

test("an own save without an answer is told from what another saved after it", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  api.faults = ["lost"];
  await tab.finish(tab.keeper.save());
  api.change(ID, "rustam", (draft) => ({ ...draft, title: "His" }));
  tab.type({ dek: "Dek" });
  assert.equal((await tab.finish(tab.keeper.save())).kind, "done");
  assert.deepEqual([api.getDraft(ID).title, api.getDraft(ID).dek], ["His", "Dek"]);
});

test("publishing never joins silently", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  api.change(ID, "rustam", (draft) => ({ ...draft, dek: "His" }));
  const first = await tab.finish(tab.keeper.publish({ minor: true }, "key"));
  assert.equal(first.kind, "joined");
  assert.deepEqual([api.getVersion(ID), tab.keeper.draft.dek], [2, "His"]);
  const second = await tab.finish(tab.keeper.publish({ minor: true }, "key"));
  assert.equal(second.kind, "done");
  assert.deepEqual([api.getDraft(ID).title, api.getDraft(ID).dek], ["Mine", "His"]);
});

test("a version of others with the same text, such as a scheduled publication, does not stop one's own", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  api.change(ID, "scheduler", (draft) => draft);
  assert.equal((await tab.finish(tab.keeper.publish({}, "key"))).kind, "done");
  assert.equal(api.getDraft(ID).title, "Mine");
  assert.deepEqual(tab.joins, []);
});

test("what is typed while an autosave is on its way stays in the editor and is kept next", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "New" });
  await clock.advance(2_050);
  tab.type({ title: "New title" });
  await clock.advance(200);
  assert.deepEqual([api.getAutosave(ID, 1)?.title, tab.keeper.draft.title], ["New", "New title"]);
  await clock.advance(2_500);
  assert.equal(api.getAutosave(ID, 1)?.title, "New title");
  assert.deepEqual(tab.joins, []);
});

test("saves that are asked for one upon the other are no conflict with oneself", async () => {
  const { clock, api, tab } = await beginWriting();
  tab.type({ title: "One" });
  api.faults = ["late"];
  const first = tab.keeper.save();
  await clock.advance(50);
  tab.type({ title: "Two" });
  const second = tab.keeper.save();
  assert.deepEqual([(await tab.finish(first)).kind, (await tab.finish(second)).kind], ["done", "done"]);
  assert.equal(api.getDraft(ID).title, "Two");
  const [one, two] = api.requests.filter((request) => request.method === "PATCH").map((request) => request.at);
  assert.ok(one && two && two - one > 10_000, "the second was sent before the answer to the first");
});

test("a publication that is repeated with its key is one", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  api.faults = ["lost"];
  assert.equal((await tab.finish(tab.keeper.publish({}, "key"))).kind, "failed");
  tab.type({ title: "Mine, more" });
  assert.equal((await tab.finish(tab.keeper.publish({}, "key"))).kind, "done");
  assert.deepEqual([api.getVersion(ID), api.getDraft(ID).title, tab.keeper.draft.title], [2, "Mine", "Mine, more"]);
});

test("a command is carried out on what the person sees", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "Mine" });
  assert.equal((await tab.finish(tab.keeper.run({ method: "POST", action: "submit", key: "key" }))).kind, "done");
  assert.deepEqual([api.getDraft(ID).title, tab.keeper.version], ["Mine", 3]);
});

for (const fault of ["lost", "lost and late", "hangs after", "twice", "gateway", "late"] satisfies Fault[]) {
  test(`a new article is made once (${fault})`, async () => {
    const { clock, api, entries, createTab } = begin();
    api.articles.clear();
    const name = createLocalName();
    const tab = createTab().start(name, { opening: { draft: { lang: "en" }, base: { lang: "en" }, basedOn: 0 } });
    await clock.advance(60_000);
    assert.equal(api.articles.size, 0, "an empty article was made");
    api.faults = [fault];
    tab.type({ title: "First" });
    await clock.advance(2_050);
    tab.type({ title: "First words" });
    await clock.advance(120_000);
    assert.equal(api.articles.size, 1);
    const id = tab.keeper.article;
    assert.equal(api.getAutosave(id, 1)?.title ?? api.getDraft(id).title, "First words");
    assert.deepEqual([...entries.values.keys()], [`me/${id}/first`]);
  });
}

test("a browser that is killed while it makes an article makes it once", async () => {
  const { clock, api, entries, createTab } = begin();
  api.articles.clear();
  const name = createLocalName();
  const tab = createTab().start(name, { opening: { draft: { lang: "en" }, base: { lang: "en" }, basedOn: 0 } });
  tab.type({ title: "First" });
  await clock.advance(2_050);
  tab.kill();
  await clock.advance(5_000);
  const [copy] = [...entries.values.values()] as Copy[];
  assert.ok(copy?.creation);
  const { draft, base, based_on: basedOn, creation } = copy;
  const next = createTab("second").start(copy.article, { opening: { draft, base, basedOn, creation } });
  next.type({ title: "First and second" });
  await clock.advance(10_000);
  assert.equal(api.articles.size, 1);
  assert.equal(api.getAutosave(next.keeper.article, 1)?.title, "First and second");
});

test("a new article is made without the fields that the API refuses", async () => {
  const { clock, api, createTab } = begin();
  api.articles.clear();
  const tab = createTab().start(createLocalName(), { opening: { draft: { lang: "en" }, base: { lang: "en" }, basedOn: 0 } });
  tab.type({ title: "x".repeat(301), dek: "Dek" });
  await clock.advance(3_000);
  assert.equal(api.getDraft(tab.keeper.article).dek, "Dek");
  assert.deepEqual(Object.keys(tab.keeper.state.errors), ["title"]);
});

test("a tab that yields has its text on the device, and neither writes nor sends any more", async () => {
  const { clock, api, entries, tab } = await beginWriting();
  tab.type({ title: "New" });
  await tab.finish(tab.keeper.yield());
  assert.equal(getCopy(entries)?.draft.title, "New");
  tab.type({ title: "Not taken" });
  await clock.advance(60_000);
  assert.deepEqual([tab.keeper.state.kind, tab.keeper.draft.title, count(api, "PATCH")], ["read only", "New", 0]);
});

test("a screen that is left gives its text before its editor is gone", async () => {
  const { api, tab } = await beginWriting();
  let isGone = false;
  tab.keeper.change(() => {
    assert.equal(isGone, false);
    return { ...tab.opened!.opening.draft, title: "New" };
  });
  const closing = tab.keeper.close();
  isGone = true;
  assert.equal(await tab.finish(closing), true);
  assert.equal(api.getAutosave(ID, 1)?.title, "New");
});

test("a screen that is left sends what it has", async () => {
  const { api, tab } = await beginWriting();
  tab.type({ title: "New" });
  assert.equal(await tab.finish(tab.keeper.close()), true);
  assert.equal(api.getAutosave(ID, 1)?.title, "New");
});
