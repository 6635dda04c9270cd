import assert from "node:assert/strict";
import { test } from "node:test";
import { readSubject } from "../src/sign-in/id-token.ts";

const encode = (claims: unknown) => Buffer.from(JSON.stringify(claims)).toString("base64url");

test("the subject is read from tokens of any length, with any name", () => {
  for (const name of ["A", "Ab", "Abc", "Оʻлмас Ғуломов", 'a"b\\c']) {
    const token = `${encode({ alg: "RS256" })}.${encode({ name, sub: "3f1c-9" })}.signature`;
    assert.equal(readSubject(token), "3f1c-9");
  }
});

test("what is no token has no subject", () => {
  for (const token of ["", "a", "a.b.c", `.${encode(null)}.`, `.${encode([])}.`, `.${encode({ name: "A" })}.`]) assert.equal(readSubject(token), "");
});
