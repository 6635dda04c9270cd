import assert from "node:assert/strict";
import { test } from "node:test";
import { completeAddress, isLinkAddress, readWholeAddress } from "../src/editor/text/addresses.ts";

test("links have addresses that readers can follow", () => {
  for (const address of ["https://kun.uz", "http://a.b/c?d#e", "mailto:a@b.uz", "tel:+998711234567", "/uz/news", "#comments", "page"]) {
    assert.equal(isLinkAddress(address), true, address);
  }
  for (const address of ["", "  ", "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "file:///c:/x", "tg://resolve", "https://kun.uz:port/", "https:", "mailto:"]) {
    assert.equal(isLinkAddress(address), false, address);
  }
});

test("what people type is completed", () => {
  const typed = { "kun.uz": "https://kun.uz", "www.kun.uz/a b": null, " https://kun.uz/a ": "https://kun.uz/a", "a@kun.uz": "mailto:a@kun.uz", "kun.uz:8080/x": "https://kun.uz:8080/x", "газета.уз/новости": "https://газета.уз/новости", "/uz/a": "/uz/a", "two words": null, "javascript:alert(1)": null };
  for (const [text, address] of Object.entries(typed)) assert.equal(completeAddress(text), address, text);
});

test("only whole addresses with a scheme or www are pasted as links", () => {
  assert.equal(readWholeAddress("https://kun.uz/a"), "https://kun.uz/a");
  assert.equal(readWholeAddress(" www.kun.uz\n"), "https://www.kun.uz");
  for (const text of ["kun.uz", "see https://kun.uz", "https://kun.uz and more", "https://a.uz\nhttps://b.uz"]) assert.equal(readWholeAddress(text), null, text);
});
