import type { Answer, Options } from "../../../src/api/client.ts";
import { Problem, SignedOut, Unreachable } from "../../../src/api/problem.ts";
import type { Article, Changes, Draft } from "../../../src/api/types.ts";
import type { FakeClock } from "./fake-clock.ts";

/** What happens to a request. The name says whether it is carried out: `lost` is, `unreachable` is not. */
export type Fault = "none" | "unreachable" | "lost" | "late" | "lost and late" | "twice" | "unavailable" | "busy" | "gateway" | "signed out" | "hangs" | "hangs after";
export const FAULTS: Fault[] = ["none", "unreachable", "lost", "late", "lost and late", "twice", "unavailable", "busy", "gateway", "signed out", "hangs", "hangs after"];

interface Stored {
  versions: { draft: Draft; by: string; at: string }[];
  isBinned: boolean;
}

interface Text {
  draft: Draft;
  at: string;
}

interface Request {
  method: string;
  path: string;
  options: Options;
  person: string;
  at: number;
}

const LATENCY = 100;
const LATE = 12_000;

/** The editorial API, as far as texts are kept with it: versions, autosaves, keys, limits. */
export class FakeApi {
  readonly articles = new Map<string, Stored>();
  readonly autosaves = new Map<string, Text>();
  readonly requests: Request[] = [];
  private readonly answers = new Map<string, { body: string; answer: Answer<unknown> }>();
  /** The faults of the next requests, then none. */
  faults: Fault[] = [];
  /** Set while everything is refused. */
  always: Fault = "none";
  retryAfter: number | undefined = 1;

  constructor(private readonly clock: FakeClock) {}

  /** A client of a person who is signed in. */
  connect(person: string): { send: <T>(method: string, path: string, options?: Options) => Promise<Answer<T>> } {
    return { send: async <T>(method: string, path: string, options: Options = {}) => (await this.take({ method, path, options: structuredClone({ ...options, signal: undefined }), person, at: this.clock.now() }, options.signal)) as Answer<T> };
  }

  put(id: string, draft: Draft, by = "me"): void {
    this.articles.set(id, { versions: [{ draft, by, at: this.stamp() }], isBinned: false });
  }

  /** A save of somebody else, from the present version. */
  change(id: string, by: string, edit: (draft: Draft) => Draft): void {
    const stored = this.find(id);
    stored.versions.push({ draft: edit(this.getDraft(id)), by, at: this.stamp() });
  }

  getDraft(id: string): Draft {
    return this.find(id).versions.at(-1)!.draft;
  }

  getVersion(id: string): number {
    return this.find(id).versions.length;
  }

  getAutosave(id: string, basedOn: number, person = "me"): Draft | undefined {
    return this.autosaves.get(`${id}/${person}/${basedOn}`)?.draft;
  }

  /** All that the server has of a person's articles. */
  listTexts(): Draft[] {
    return [...[...this.articles.values()].flatMap(({ versions }) => versions.map(({ draft }) => draft)), ...[...this.autosaves.values()].map(({ draft }) => draft)];
  }

  private async take(request: Request, signal: AbortSignal | undefined): Promise<Answer<unknown>> {
    const fault = this.faults.shift() ?? this.always;
    this.requests.push(request);
    const aborted = new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))));
    aborted.catch(() => undefined);
    return Promise.race([this.suffer(fault, request), aborted]);
  }

  private async suffer(fault: Fault, request: Request): Promise<Answer<unknown>> {
    if (fault === "signed out") throw new SignedOut();
    await this.wait(LATENCY);
    if (fault === "unreachable") throw new Unreachable("no network");
    if (fault === "unavailable") throw problem(503, "unavailable", {}, this.retryAfter);
    if (fault === "busy") throw problem(429, "too-many-requests", {}, this.retryAfter);
    if (fault === "hangs") return new Promise(() => undefined);
    if (fault === "lost and late") {
      void this.wait(LATE).then(() => this.tryToServe(request));
      throw new Unreachable("lost");
    }
    if (fault === "late") await this.wait(LATE);
    if (fault === "twice") this.tryToServe(request);
    if (fault === "lost" || fault === "gateway" || fault === "hangs after") this.tryToServe(request);
    if (fault === "lost") throw new Unreachable("lost");
    if (fault === "gateway") throw problem(502, "bad-gateway");
    if (fault === "hangs after") return new Promise(() => undefined);
    return this.serve(request);
  }

  private tryToServe(request: Request): void {
    try {
      this.serve(request);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  private wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(milliseconds, resolve));
  }

  private serve({ method, path, options, person }: Request): Answer<unknown> {
    if (options.person !== undefined && options.person !== person) throw new SignedOut();
    const [, , , , id = "", action = "", number = ""] = path.split("/");
    if (!id) return this.create(options, person);
    const stored = this.find(id);
    if (method === "GET" && !action) return this.answer(this.show(id));
    if (method === "GET" && action === "revisions") return this.answer(this.showRevision(stored, Number(number), id));
    if (method === "GET") return this.answer(this.readAutosave(id, person, Number(options.query?.based_on)));
    if (method === "DELETE") return (this.autosaves.delete(`${id}/${person}/${Number(options.query?.based_on)}`), this.answer(undefined, 204));
    if (method === "PATCH" && options.query?.autosave) return this.keep(id, person, options);
    if (method === "PATCH") return this.answer(this.save(id, person, options.ifMatch, changesOf(options.body)));
    return this.command(id, person, action, options);
  }

  private create(options: Options, person: string): Answer<unknown> {
    const key = options.idempotencyKey ?? crypto.randomUUID();
    return this.once(key, JSON.stringify(options.body), () => {
      const draft = changesOf(options.body);
      validate(draft);
      const id = `01K${String(this.articles.size).padStart(4, "0")}`;
      this.put(id, merge({ lang: "en" }, draft), person);
      const { body: _body, ...shown } = this.show(id);
      return this.answer(shown, 201);
    });
  }

  private once(key: string, body: string, work: () => Answer<unknown>): Answer<unknown> {
    const first = this.answers.get(key);
    if (first && first.body !== body) throw problem(422, "invalid", { errors: [{ pointer: "Idempotency-Key", detail: "used with another body" }] });
    if (first) return first.answer;
    const answer = work();
    this.answers.set(key, { body, answer });
    return answer;
  }

  private command(id: string, person: string, action: string, options: Options): Answer<unknown> {
    const fingerprint = JSON.stringify([options.ifMatch, options.body]);
    return this.once(options.idempotencyKey ?? crypto.randomUUID(), fingerprint, () => {
      const changes = action === "publish" ? changesOf(Reflect.get(Object(options.body ?? {}), "changes") ?? {}) : {};
      this.check(id, options.ifMatch);
      this.store(id, person, merge(this.getDraft(id), changes), Object.keys(changes), true);
      const { body: _body, ...shown } = this.show(id);
      return this.answer({ ...shown, status: action === "publish" ? "published" : "draft" });
    });
  }

  private save(id: string, person: string, ifMatch: Options["ifMatch"], changes: Changes): Article {
    if (ifMatch === undefined) throw problem(428, "version-required");
    this.check(id, ifMatch);
    validate(changes);
    if (changes.categories?.includes("unknown")) throw problem(422, "invalid", { errors: [{ pointer: "#/categories/0", detail: "There is no such category." }] });
    this.store(id, person, merge(this.getDraft(id), changes), Object.keys(changes), false);
    return this.show(id);
  }

  private check(id: string, ifMatch: Options["ifMatch"]): void {
    const { versions, isBinned } = this.find(id);
    const { by, at } = versions.at(-1)!;
    if (ifMatch !== versions.length) throw problem(412, "stale-version", { current: { version: versions.length, changed_by: { id: by, name: by }, changed_at: at } });
    if (isBinned) throw problem(409, "conflict");
  }

  private store(id: string, person: string, draft: Draft, named: string[], isAlways: boolean): void {
    const { versions } = this.find(id);
    const [version, before] = [versions.length, this.getDraft(id)];
    if (isAlways || !isEqual(before, draft)) versions.push({ draft, by: person, at: this.stamp() });
    for (const [key, text] of this.autosaves) {
      const [article, by, basedOn] = key.split("/");
      if (article !== id || by !== person) continue;
      const base = versions[Number(basedOn) - 1]?.draft ?? before;
      const left = listChanged(base, text.draft).filter((name) => !isEqual(text.draft[name], draft[name]) && !(Number(basedOn) === version && named.includes(name)));
      if (!left.length) this.autosaves.delete(key);
    }
  }

  private keep(id: string, person: string, options: Options): Answer<unknown> {
    const changes = changesOf(options.body);
    validate(changes);
    const { versions } = this.find(id);
    const basedOn = typeof options.ifMatch === "number" ? options.ifMatch : versions.length;
    const base = versions[basedOn - 1]?.draft ?? this.getDraft(id);
    const key = `${id}/${person}/${basedOn}`;
    const draft = merge(this.autosaves.get(key)?.draft ?? base, changes);
    if (listChanged(base, draft).every((name) => isEqual(draft[name], this.getDraft(id)[name]))) {
      this.autosaves.delete(key);
      return this.answer(undefined, 204);
    }
    const at = this.stamp();
    this.autosaves.set(key, { draft, at });
    return this.answer({ by: { id: person, name: person }, at, based_on: basedOn });
  }

  private readAutosave(id: string, person: string, basedOn: number): unknown {
    const text = this.autosaves.get(`${id}/${person}/${basedOn}`);
    if (!text) throw problem(404, "not-found");
    return { by: { id: person, name: person }, at: text.at, based_on: basedOn, draft: text.draft };
  }

  private show(id: string): Article {
    const { versions, isBinned } = this.find(id);
    const { draft, by, at } = versions.at(-1)!;
    const person = { id: by, name: by };
    const notes = [...this.autosaves].filter(([key]) => key.startsWith(`${id}/`));
    const autosaves = notes.map(([key, text]) => ({ by: { id: key.split("/")[1] ?? "", name: "" }, at: text.at, based_on: Number(key.split("/")[2]) }));
    return structuredClone({ body: null, ...draft, id, version: versions.length, status: isBinned ? "binned" : "draft", story: id, created_at: at, created_by: person, changed_at: at, changed_by: person, autosaves });
  }

  private showRevision({ versions }: Stored, version: number, id: string): unknown {
    const found = versions[version - 1];
    if (!found) throw problem(404, "not-found");
    return structuredClone({ version, action: "change", by: { id: found.by, name: found.by }, at: found.at, changed: [], article: { ...found.draft, id, version } });
  }

  private find(id: string): Stored {
    const stored = this.articles.get(id);
    if (!stored) throw problem(404, "not-found");
    return stored;
  }

  private answer(body: unknown, status = 200): Answer<unknown> {
    return { status, body, headers: new Headers({ date: new Date(this.clock.now()).toUTCString() }) };
  }

  private stamp(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.clock.now()).toISOString();
  }
}

function problem(status: number, code: string, more: object = {}, retryAfter?: number): Problem {
  return new Problem({ type: `urn:gazette:problem:${code}`, title: code, status, detail: code, ...more }, retryAfter);
}

function changesOf(body: unknown): Changes {
  return structuredClone(body) as Changes;
}

function validate(changes: Changes): void {
  const errors: { pointer: string; detail: string }[] = [];
  if ((changes.title ?? "").length > 300) errors.push({ pointer: "#/title", detail: "At most 300 characters are taken." });
  if (/[^a-z0-9-]/.test(changes.slug ?? "")) errors.push({ pointer: "#/slug", detail: "Only letters, digits and hyphens." });
  if (errors.length) throw problem(422, "invalid", { errors });
  if ((changes.body ?? "").length > 300_000) throw problem(413, "too-large");
}

function merge(draft: Draft, changes: Changes): Draft {
  const members = Object.entries({ ...draft, ...changes }).filter(([, value]) => value !== null);
  return normalize({ ...Object.fromEntries(members), lang: changes.lang ?? draft.lang });
}

function normalize(draft: Draft): Draft {
  return draft.title === undefined || draft.title === null ? draft : { ...draft, title: draft.title.normalize("NFC").trim() };
}

function listChanged(base: Draft, draft: Draft): (keyof Draft)[] {
  const names = Object.keys({ ...base, ...draft }) as (keyof Draft)[];
  return names.filter((name) => !isEqual(base[name], draft[name]));
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
