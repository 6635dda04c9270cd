import assert from "node:assert/strict";
import { test } from "node:test";
import { describeSubject, parseJobAddress, type Job } from "../src/api/jobs.ts";

const describe = (id: string) => describeSubject({ id } as Job);

test("the id of a job is read from its address", () => {
  const id = "articles.rerender:tag:rail:01KCRSJ5M0V7Z4N8Q2W6X9Y3TB";
  assert.equal(parseJobAddress(`/v1/editorial/jobs/${encodeURIComponent(id)}`), id);
});

test("the subject of work is what its id has beside the kind and the change", () => {
  assert.equal(describe("articles.rerender:tag:rail:01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"), "tag rail");
  assert.equal(describe("subscribers.figures:2026-11-29"), "2026-11-29");
  assert.equal(describe("articles.rerender:all:01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"), "all");
});
