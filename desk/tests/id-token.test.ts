import assert from "node:assert/strict";
import { test } from "node:test";
import { readPerson } from "../src/api/id-token.ts";

const encode = (claims: unknown) => Buffer.from(JSON.stringify(claims)).toString("base64url");
const build = (claims: unknown) => `${encode({ alg: "RS256" })}.${encode(claims)}.signature`;

test("the person is read from tokens of any length, with any name", () => {
  for (const name of ["A", "Ab", "Abc", "Оʻлмас Ғуломов", 'a"b\\c']) {
    assert.deepEqual(readPerson(build({ name, sub: "3f1c-9", "cognito:groups": ["editor"] })), { id: "3f1c-9", name, groups: ["editor"] });
  }
});

test("a person without a name has that of the address, the account or the id, as at the API", () => {
  const claims = { sub: "3f1c-9", name: "", email: "a@example.org", "cognito:username": "anna" };
  assert.equal(readPerson(build(claims))?.name, "a@example.org");
  assert.equal(readPerson(build({ ...claims, email: undefined }))?.name, "anna");
  assert.equal(readPerson(build({ sub: "3f1c-9" }))?.name, "3f1c-9");
});

test("groups that are not of the newsroom do not count", () => {
  assert.deepEqual(readPerson(build({ sub: "3f1c-9", "cognito:groups": ["admins", "author"] }))?.groups, ["author"]);
  assert.deepEqual(readPerson(build({ sub: "3f1c-9", "cognito:groups": "admin" }))?.groups, []);
});

test("what is no token has no person", () => {
  for (const token of ["", "a", "a.b.c", `.${encode(null)}.`, `.${encode([])}.`, `.${encode({ name: "A" })}.`]) assert.equal(readPerson(token), null);
});
