/** Texts that the server lacks, as a file for the person: before a sign-out, or if nothing else helps. */

import type { Draft } from "../api/types.ts";
import { t } from "../texts/texts.ts";
import type { Copy } from "./copies.ts";
import { FIELDS, type Field } from "./fields.ts";

/** A page that any browser shows, with all fields of all texts. The HTML of a body is shown as its source, too. */
export function buildFile(texts: readonly Pick<Copy, "article" | "draft" | "based_on">[]): Blob {
  const parts = texts.map(({ article, draft, based_on }) => {
    const source = t("keeping.file.source", { article, version: based_on });
    return `<article lang="${escape(draft.lang)}"><p>${escape(source)}</p>${writeFields(draft)}</article>`;
  });
  const title = escape(t("keeping.file.title"));
  // Bodies are shown as they are: nothing in them may run or load.
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  const page = `<!doctype html><html><head><meta charset="utf-8">${policy}<title>${title}</title></head><body><h1>${title}</h1>${parts.join("<hr>")}</body></html>`;
  return new Blob([page], { type: "text/html;charset=utf-8" });
}

function writeFields(draft: Draft): string {
  return FIELDS.filter((field) => field !== "lang" && draft[field] !== undefined && draft[field] !== null)
    .map((field) => `<h2>${escape(t(`keeping.field.${field}`))}</h2>${writeField(field, draft)}`)
    .join("");
}

function writeField(field: Field, draft: Draft): string {
  const value = draft[field];
  if (field === "body" && draft.body) {
    const source = `<pre>${escape(draft.body)}</pre>`;
    return draft.format === "html" ? `<div>${draft.body}</div><details><summary>HTML</summary>${source}</details>` : source;
  }
  return `<p>${escape(typeof value === "string" ? value : JSON.stringify(value, null, 1))}</p>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
