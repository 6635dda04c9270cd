import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Overtaken } from "../../src/pictures/announcement.ts";
import { SendingFailed } from "../../src/pictures/form-post.ts";
import { UploadQueue, type UploadStage } from "../../src/pictures/queue.ts";
import { PictureRefused } from "../../src/pictures/upload.ts";
import { FakeMedia, makeFile } from "./fake-media.ts";

let media: FakeMedia;
let queue: UploadQueue;

beforeEach(() => {
  media = new FakeMedia();
  media.install();
  queue = new UploadQueue(media.client, media.environment);
});

/** Waits for what comes without a clock. */
async function until(isThere: () => boolean): Promise<void> {
  for (let round = 0; round < 2_000; round++) {
    if (isThere()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail(`still ${queue.items.map(({ stage, error }) => `${stage} ${error}`)}, ${media.requests}`);
}

/** Waits until all uploads of the queue are in a stage. */
const settle = (stage: UploadStage) => until(() => queue.items.every((item) => item.stage === stage));

const count = (line: string) => media.requests.filter((request) => request === line).length;

test("a file is announced, sent and followed until it is ready", async () => {
  const picture = await queue.add(makeFile("canal.png")).done;
  assert.equal(picture?.file.name, "canal.png");
  assert.deepEqual(media.posts, ["01K0/1"]);
  assert.equal(queue.items[0]?.stage, "ready");
  assert.equal(queue.isBusy, false);
});

test("at most three files are sent at once, and the others follow", async () => {
  const gates: (() => void)[] = [];
  media.gate = () => new Promise((resolve) => gates.push(resolve));
  const uploads = [1, 2, 3, 4, 5].map((number) => queue.add(makeFile(`${number}.png`)).done);
  for (let open = 0; open < 5; open++) {
    await until(() => gates.length > open);
    assert.ok(queue.items.filter(({ stage }) => stage === "sending").length <= 3);
    gates[open]?.();
  }
  const pictures = await Promise.all(uploads);
  assert.equal(new Set(pictures.map((picture) => picture?.id)).size, 5);
});

test("a connection that is cut off is tried again with the same form", async () => {
  media.postFaults.push("cut", "cut");
  await queue.add(makeFile("a.png")).done;
  assert.deepEqual(media.posts, ["01K0/1", "01K0/1", "01K0/1"]);
  assert.equal(media.pictures.size, 1);
});

test("a file whose answer was lost is not sent again", async () => {
  media.postFaults.push("lost answer");
  assert.ok(await queue.add(makeFile("a.png")).done);
  assert.equal(media.posts.length, 1);
});

test("an announcement whose answer was lost makes one picture", async () => {
  media.faults.push(["POST /v1/editorial/media", "lost answer"], ["POST /v1/editorial/media", "lost answer"]);
  assert.ok(await queue.add(makeFile("a.png")).done);
  assert.equal(media.pictures.size, 1);
  assert.equal(count("POST /v1/editorial/media"), 3);
});

test("503 and 409 of an announcement pass", async () => {
  media.faults.push(["POST /v1/editorial/media", 503], ["POST /v1/editorial/media", 409]);
  assert.ok(await queue.add(makeFile("a.png")).done);
  assert.equal(media.pictures.size, 1);
});

test("what stays cut off waits for the person, and goes on where it was", async () => {
  media.postFaults.push("cut", "cut", "cut", "cut");
  const { key, done } = queue.add(makeFile("a.png"));
  await settle("failed");
  assert.ok(queue.items[0]?.error instanceof SendingFailed);
  assert.equal(queue.isBusy, true, "its file is in this tab only");
  queue.retry(key);
  queue.retry(key); // a second click
  assert.ok(await done);
  assert.equal(media.pictures.size, 1);
  assert.equal(media.posts.length, 5);
});

test("what was cut off is tried again with the connection, what was refused is not", async () => {
  media.postFaults.push("cut", "cut", "cut", "cut", "refused");
  const first = queue.add(makeFile("a.png"));
  await settle("failed");
  const second = queue.add(makeFile("b.png"));
  assert.equal(await second.done, null);
  queue.retryCut();
  assert.ok(await first.done);
  assert.deepEqual(queue.items.map(({ stage }) => stage), ["ready", "refused"]);
});

test("an expired form is replaced at the same picture", async () => {
  media.postFaults.push("cut", "cut", "cut", "cut");
  const { key, done } = queue.add(makeFile("a.png"));
  await settle("failed");
  media.clock += 3_600_000;
  queue.retry(key);
  const picture = await done;
  assert.equal(picture?.version, 2);
  assert.equal(media.pictures.size, 1);
  assert.equal(media.posts.at(-1), "01K0/2");
});

test("a form that the bucket calls expired is replaced, whatever the clock says", async () => {
  media.gate = async () => {
    media.clock += 601_000; // a computer that slept
    media.gate = null;
  };
  assert.equal((await queue.add(makeFile("a.png")).done)?.version, 2);
  assert.equal(media.pictures.size, 1);
});

test("somebody has changed the texts before the form was replaced", async () => {
  media.postFaults.push("cut", "cut", "cut", "cut");
  const { key, done } = queue.add(makeFile("a.png"));
  await settle("failed");
  media.clock += 3_600_000;
  await media.client.send("PATCH", "/v1/editorial/media/01K0", { body: { alt: { en: "Canal" } }, ifMatch: 1 });
  queue.retry(key);
  const picture = await done;
  assert.equal(picture?.version, 3);
  assert.deepEqual(picture?.alt, { en: "Canal" });
});

test("another file of somebody else is not overwritten", async () => {
  const before = await queue.add(makeFile("a.png")).done;
  assert.ok(before);
  await media.client.send("POST", "/v1/editorial/media/01K0/replace", { body: { name: "theirs.png", type: "image/png", size: 5 }, ifMatch: 1 });
  assert.equal(await queue.add(makeFile("mine.png"), { target: before }).done, null);
  assert.ok(queue.items[0]?.error instanceof Overtaken);
  assert.equal(media.pictures.get("01K0")?.file.name, "theirs.png");
});

test("a refusal is final, and says why", async () => {
  media.verdict = "animated";
  assert.equal(await queue.add(makeFile("a.png")).done, null);
  const [item] = queue.items;
  assert.equal(item?.stage, "refused");
  assert.ok(item?.error instanceof PictureRefused && item.error.code === "animated");
  assert.equal(queue.isBusy, false);
});

test("what could not be processed is sent again by the person", async () => {
  media.verdict = "failed";
  const { key, done } = queue.add(makeFile("a.png"));
  await settle("failed");
  media.verdict = "ready";
  queue.retry(key);
  assert.equal((await done)?.version, 2);
});

test("a cancelled upload leaves no picture", async () => {
  let open = () => undefined as void;
  media.gate = () => new Promise((resolve) => (open = resolve));
  const { key, done } = queue.add(makeFile("a.png"));
  await until(() => media.posts.length > 0);
  queue.cancel(key);
  open();
  assert.equal(await done, null);
  assert.deepEqual(queue.items, []);
  await until(() => media.pictures.size === 0);
  assert.equal(count("DELETE /v1/editorial/media/01K0"), 1);
});

test("an upload that is cancelled while it is announced leaves no picture", async () => {
  let open = () => undefined as void;
  media.answerGate = new Promise((resolve) => (open = resolve));
  const { key } = queue.add(makeFile("a.png"));
  await until(() => media.pictures.size === 1);
  queue.cancel(key);
  open();
  await until(() => count("DELETE /v1/editorial/media/01K0") === 1);
  assert.equal(media.pictures.size, 0);
  assert.deepEqual(media.posts, []);
});

test("a cancelled replacement leaves the picture", async () => {
  const before = await queue.add(makeFile("a.png")).done;
  media.gate = () => new Promise(() => undefined);
  const { key, done } = queue.add(makeFile("b.png"), { target: before });
  await until(() => media.posts.length === 2);
  queue.cancel(key);
  assert.equal(await done, null);
  assert.equal(media.pictures.size, 1);
});

test("files that are no pictures are refused here, and nothing is announced", async () => {
  assert.equal(await queue.add(new File(["<svg xmlns='http://www.w3.org/2000/svg'/>"], "poster.svg")).done, null);
  assert.equal(await queue.add(new File([], "empty.png")).done, null);
  assert.deepEqual(media.requests, []);
});

test("questions without an answer do not end an upload", async () => {
  media.faults.push(["GET /v1/editorial/media/01K0", "unreachable"], ["GET /v1/editorial/media/01K0", 503], ["GET /v1/editorial/media/01K0", 500]);
  assert.ok(await queue.add(makeFile("a.png")).done);
});

test("a batch that has ended makes room for the next", async () => {
  await queue.add(makeFile("a.png")).done;
  await queue.add(makeFile("b.png")).done;
  assert.deepEqual(queue.items.map(({ name }) => name), ["b.png"]);
});
