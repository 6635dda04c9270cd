import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJobId } from "../src/api/jobs.ts";

test("the id of a job is read from its address and from itself", () => {
  const id = "articles.rerender:tag:rail:01KCRSJ5M0V7Z4N8Q2W6X9Y3TB";
  assert.equal(parseJobId(`/v1/editorial/jobs/${id}`), id);
  assert.equal(parseJobId(`https://news.example/v1/editorial/jobs/${encodeURIComponent(id)} `), id);
  assert.equal(parseJobId(id), id);
});

test("other text is no id of a job", () => {
  for (const text of ["", "two words", "/v1/editorial/jobs/", "%E0%A4%A", "a".repeat(401)]) assert.equal(parseJobId(text), null);
});
