/** Whatever happens in whatever order, what the person has typed is somewhere, and in the end at the server. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Draft } from "../../src/api/types.ts";
import { createLocalName, isLocalName, type Copy } from "../../src/keeping/copies.ts";
import { decide, type Decision } from "../../src/keeping/join/decisions.ts";
import { openCopy } from "../../src/keeping/opening.ts";
import { FakeApi, FAULTS, type Fault } from "./support/fake-api.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeEntries } from "./support/fake-entries.ts";
import { Tab } from "./support/tab.ts";

const BASE: Draft = { lang: "en", title: "Title", format: "html", body: "<p>One</p><p>Two</p><p>Three</p>" };

class World {
  readonly clock = new FakeClock();
  readonly api = new FakeApi(this.clock);
  readonly entries = new FakeEntries();
  tab!: Tab;
  private tabs = 0;
  private words = 0;
  /** All words that were typed. */
  readonly typed: string[] = [];

  /** With an article of the server, or with one that it does not have yet. */
  constructor(private readonly isNew: boolean) {
    if (!isNew) this.api.put("01K", BASE);
  }

  get id(): string {
    return [...this.api.articles.keys()][0] ?? "";
  }

  async openTab(): Promise<void> {
    this.tabs += 1;
    const tab = (this.tab = new Tab(`tab${this.tabs}`, this.api, this.clock, this.entries));
    const options = { isSuccessor: true };
    if (!this.isNew) return void (await tab.open("01K", options));
    const copies = await tab.copies.list("me");
    const made = copies.find((copy) => !isLocalName(copy.article));
    if (made) return void (await tab.open(made.article, options));
    const [copy] = copies;
    const { opening, superseded } = copy ? openCopy(copy) : { opening: { draft: BASE, base: BASE, basedOn: 0 }, superseded: [] };
    tab.start(copy?.article ?? createLocalName(), { opening, superseded, ...options });
  }

  async type(block: number): Promise<void> {
    const word = `word${(this.words += 1)}.`;
    const blocks = (this.tab.keeper.draft.body ?? "").split("</p>").slice(0, -1);
    const at = block % (blocks.length + 1);
    if (at === blocks.length) blocks.push(`<p>${word}`);
    else blocks[at] += ` ${word}`;
    this.tab.type({ body: blocks.map((text) => `${text}</p>`).join("") });
    this.typed.push(word);
  }

  /** Somebody else saves another text. */
  change(block: number): void {
    const word = `his${(this.words += 1)}.`;
    if (this.id) this.api.change(this.id, "rustam", (draft) => {
      const blocks = (draft.body ?? "").split("</p>").slice(0, -1);
      const at = block % (blocks.length + 1);
      if (at === blocks.length) blocks.push(`<p>${word}`);
      else blocks[at] += ` ${word}`;
      return { ...draft, body: blocks.map((text) => `${text}</p>`).join("") };
    });
  }

  /** The browser ends. What was typed in the last quarter of a second may go. */
  async kill(): Promise<void> {
    await this.clock.advance(300);
    this.tab.kill();
    const faults = this.api.faults.splice(0);
    const { always } = this.api;
    this.api.always = "none";
    await this.openTab();
    [this.api.faults, this.api.always] = [faults, always];
  }

  async save(): Promise<void> {
    const saving = this.tab.keeper.save();
    await this.tab.finish(saving);
  }

  async takePresent(isAsking: boolean): Promise<void> {
    await this.tab.finish(this.tab.keeper.takePresent(isAsking));
  }

  /** The person takes both texts of each place. */
  async decide(): Promise<void> {
    for (let joined = this.tab.keeper.state.conflict; joined; joined = this.tab.keeper.state.conflict) {
      const decisions = joined.places.filter((place) => place.outcome === "conflict").map((place) => [place.id, { take: "both" }] as const);
      const outcome = await this.tab.finish(this.tab.keeper.resolve(decide(joined, new Map<string, Decision>(decisions))));
      if (outcome?.kind === "failed") return;
    }
  }

  signIn(person: string): void {
    this.tab.keeper.signIn(person);
  }

  findLost(): string[] {
    const copies = ([...this.entries.values.values()] as Copy[]).map((copy) => copy.draft);
    return this.listMissing([this.tab.keeper.draft, ...copies, ...this.api.listTexts()]);
  }

  listMissing(drafts: Draft[]): string[] {
    const text = drafts.map((draft) => draft.body).join("\n");
    return this.typed.filter((word) => !text.includes(word));
  }

  /** All faults end. */
  async recover(): Promise<void> {
    [this.api.faults, this.api.always, this.entries.mode] = [[], "none", "works"];
    this.tab.keeper.setOnline(true);
    this.signIn("me");
    await this.clock.advance(600_000);
  }
}

type Step = { run(world: World): Promise<void> | void; toString(): string };
const step = (name: string, run: Step["run"]): Step => ({ run, toString: () => name });

const block = fc.nat(4);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: block.map((at) => step(`type ${at}`, (world) => world.type(at))) },
  { weight: 5, arbitrary: fc.constantFrom(50, 300, 2_050, 2_500, 9_000, 40_000).map((time) => step(`wait ${time}`, (world) => world.clock.advance(time))) },
  { weight: 3, arbitrary: fc.array(fc.constantFrom<Fault>(...FAULTS), { maxLength: 4 }).map((faults) => step(`faults ${faults}`, (world) => void (world.api.faults = faults))) },
  { weight: 2, arbitrary: fc.constant(step("save", (world) => world.save())) },
  { weight: 1, arbitrary: fc.boolean().map((isAsking) => step(`take in ${isAsking}`, (world) => world.takePresent(isAsking))) },
  { weight: 1, arbitrary: fc.constant(step("decide", (world) => world.decide())) },
  { weight: 1, arbitrary: block.map((at) => step(`other ${at}`, (world) => world.change(at))) },
  { weight: 1, arbitrary: fc.constant(step("hide", (world) => world.tab.keeper.hide())) },
  { weight: 1, arbitrary: fc.boolean().map((isOnline) => step(`online ${isOnline}`, (world) => world.tab.keeper.setOnline(isOnline))) },
  { weight: 1, arbitrary: fc.constantFrom("me", "rustam").map((person) => step(`sign in ${person}`, (world) => world.signIn(person))) },
  { weight: 1, arbitrary: fc.constant(step("kill", (world) => (world.entries.mode === "works" ? world.kill() : undefined))) },
  { weight: 1, arbitrary: fc.constantFrom("works", "fails").map((mode) => step(`storage ${mode}`, async (world) => ((world.entries.mode = mode), world.clock.advance(6_000)))) },
);

async function checkAtServer(world: World): Promise<void> {
  const { api, tab, id } = world;
  const atServer = [api.getDraft(id), api.getAutosave(id, tab.keeper.version) ?? BASE];
  assert.deepEqual(world.listMissing([tab.keeper.draft]), [], "not in the editor");
  assert.deepEqual(world.listMissing(atServer), [], "not at the server");
  await world.save();
  await world.decide();
  await world.clock.advance(60_000);
  assert.deepEqual(world.listMissing([api.getDraft(id)]), [], "not in the version");
  assert.equal(tab.keeper.state.kind, "saved");
  assert.equal(api.articles.size, 1);
}

for (const isNew of [false, true]) {
  test(`no word of ${isNew ? "a new" : "an"} article is lost, whatever happens`, { timeout: 600_000 }, async () => {
    const property = fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 30 }), async (chosen) => {
      const world = new World(isNew);
      await world.openTab();
      for (const next of chosen) {
        await next.run(world);
        assert.deepEqual(world.findLost(), [], `after ${String(next)}`);
      }
      await world.recover();
      if (world.typed.length) await checkAtServer(world);
    });
    await fc.assert(property, { includeErrorInReport: true, numRuns: Number(process.env.RUNS ?? 300) });
  });
}
