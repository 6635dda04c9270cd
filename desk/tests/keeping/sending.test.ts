import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "../../src/api/client.ts";
import { Problem, SignedOut } from "../../src/api/problem.ts";
import type { Copy } from "../../src/keeping/copies.ts";
import { Copies } from "../../src/keeping/copies.ts";
import { buildFile } from "../../src/keeping/unsent-file.ts";
import { FakeEntries } from "./support/fake-entries.ts";

const createToken = (sub: string): string => `head.${Buffer.from(JSON.stringify({ sub, name: "Азиза" })).toString("base64url")}.signature`;

async function withFetch<T>(answers: Response[], work: (sent: RequestInit[]) => Promise<T>): Promise<T> {
  const { fetch } = globalThis;
  const sent: RequestInit[] = [];
  globalThis.fetch = async (_, options = {}) => (sent.push(options), answers.shift() ?? Response.json({}));
  return work(sent).finally(() => (globalThis.fetch = fetch));
}

test("a request of one person is not sent with the token of another", async () => {
  const client = new Client({ get: async () => createToken("rustam"), renew: async () => null });
  await withFetch([], async (sent) => {
    await assert.rejects(client.send("GET", "/", { person: "aziza" }), SignedOut);
    assert.equal(sent.length, 0);
    await client.send("GET", "/", { person: "rustam" });
    assert.equal(sent.length, 1);
  });
});

test("a renewed token of another person does not repeat the request", async () => {
  const client = new Client({ get: async () => createToken("aziza"), renew: async () => createToken("rustam") });
  await withFetch([new Response("", { status: 401 })], async (sent) => {
    await assert.rejects(client.send("GET", "/", { person: "aziza" }), SignedOut);
    assert.equal(sent.length, 1);
  });
});

test("a damaged token is of nobody", async () => {
  for (const token of ["", "x", "a.b.c", "a.e30.c"]) {
    const client = new Client({ get: async () => token, renew: async () => null });
    await assert.rejects(client.send("GET", "/", { person: "aziza" }), SignedOut);
  }
});

test("a problem says when the API wants to be asked again", async () => {
  const client = new Client({ get: async () => createToken("aziza"), renew: async () => null });
  const answer = (header: string): Response => new Response("{}", { status: 503, headers: { "retry-after": header } });
  await withFetch([answer("7"), answer("Mon, 30 Nov 2026 12:00:00 GMT")], async () => {
    for (const seconds of [7, undefined]) {
      await assert.rejects(client.send("GET", "/"), (error) => error instanceof Problem && error.retryAfter === seconds);
    }
  });
});

const COPY: Copy = { person: "me", article: "01K", tab: "t", draft: { lang: "en" }, base: { lang: "en" }, based_on: 1, saving: [], sent: [], left: [], server: "nowhere", written_at: 0 };

test("what the server lacks is known before a sign-out", async () => {
  const entries = new FakeEntries();
  const copies = new Copies(entries);
  for (const server of ["version", "autosave"] as const) {
    await copies.write({ ...COPY, tab: server, server });
    assert.deepEqual(await copies.listUnsent("me"), []);
  }
  await copies.write({ ...COPY, person: "rustam" });
  assert.deepEqual(await copies.listUnsent("me"), []);
  await copies.write(COPY);
  assert.equal((await copies.listUnsent("me")).length, 1);
});

test("a copy from before an article had its id does not count beside the one with the id", async () => {
  const copies = new Copies(new FakeEntries());
  const creation = { name: "new-1", key: "key", draft: COPY.draft };
  await copies.write({ ...COPY, article: "new-1", creation });
  assert.equal(await copies.resolve("me", "new-1"), "new-1");
  await copies.write({ ...COPY, creation });
  assert.equal(await copies.resolve("me", "new-1"), "01K");
  assert.equal(await copies.resolve("me", "new-2"), "new-2");
  assert.deepEqual((await copies.list("me")).map((copy) => copy.article), ["01K"]);
});

test("the file has all fields, to be read and to the letter, and nothing in it runs", async () => {
  const draft = { lang: "uz", title: 'A <b>"title"</b>', format: "html" as const, body: "<p>Oʻzbek &amp; <em>matn</em></p>", tags: [{ slug: "rail" }] };
  const file = buildFile([{ ...COPY, draft }]);
  const page = await file.text();
  assert.equal(file.type, "text/html;charset=utf-8");
  assert.ok(page.includes("<p>Oʻzbek &amp; <em>matn</em></p>"));
  assert.ok(page.includes("&#60;p&#62;Oʻzbek &#38;amp;"));
  assert.ok(page.includes("A &#60;b&#62;&#34;title&#34;"));
  assert.ok(page.includes("rail"));
  assert.ok(page.includes("default-src 'none'"));
});
