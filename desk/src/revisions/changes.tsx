/** What differs between two versions: words that were added are marked by colour and line, and so are those removed. */

import type { FieldChange, Hunk, Paragraph } from "../api/revisions.ts";
import type { Changes as DraftChanges } from "../api/types.ts";
import { describeField } from "../conflict/values.ts";
import { isField } from "../keeping/fields.ts";
import { readText } from "../keeping/join/blocks.ts";
import { markWords, type MarkedRun } from "../keeping/join/words.ts";
import { t, type TextName } from "../texts/texts.ts";

export function Changes({ changes, lang }: { changes: readonly FieldChange[]; lang: string }) {
  if (!changes.length) return <p class="quiet">{t("revisions.nothing")}</p>;
  return (
    <div class="changes">
      {changes.map((change) => (
        <section key={change.field}>
          <h2>{isField(change.field) ? t(`keeping.field.${change.field}` as TextName) : change.field}</h2>
          <div lang={lang} class={`changes-${change.field}`}>
            {change.hunks ? change.hunks.map((hunk, number) => <HunkChanges key={number} hunk={hunk} before={change.hunks?.[number - 1]} />) : <Words runs={markWords(describe(change, "before"), describe(change, "after"))} />}
          </div>
        </section>
      ))}
    </div>
  );
}

function describe({ field, before, after }: FieldChange, side: "before" | "after"): string {
  const value = side === "before" ? before : after;
  if (value === null || value === undefined) return "";
  return isField(field) ? describeField(field, { [field]: value } as DraftChanges) : JSON.stringify(value);
}

function HunkChanges({ hunk, before }: { hunk: Hunk; before?: Hunk }) {
  const skipped = hunk.before_start - (before ? before.before_start + before.paragraphs.filter(({ change }) => change !== "added").length : 1);
  return (
    <>
      {skipped > 0 && <p class="quiet skipped">{t("revisions.same", { count: skipped })}</p>}
      {pair(hunk.paragraphs).map(([removed, added], number) => (
        <p key={number}>
          <Words runs={markWords(readParagraph(removed), readParagraph(added))} />
          {removed !== added && readParagraph(removed) === readParagraph(added) && <span class="skipped quiet"> {t("revisions.formats")}</span>}
        </p>
      ))}
    </>
  );
}

/** The words of a paragraph: those of a body in HTML are within elements. */
function readParagraph(source: string | null): string {
  return source?.trimStart().startsWith("<") ? readText(source) : (source ?? "");
}

/** Paragraphs that were removed, each with the one that was added in its place. */
function pair(paragraphs: readonly Paragraph[]): [removed: string | null, added: string | null][] {
  const pairs: [string | null, string | null][] = [];
  let waiting = 0;
  for (const { change, text } of paragraphs) {
    if (change === "same") {
      pairs.push([text, text]);
      waiting = pairs.length;
    } else if (change === "removed") pairs.push([text, null]);
    else {
      const open = pairs.findIndex(([removed, added], number) => number >= waiting && removed !== null && added === null);
      if (open < 0) pairs.push([null, text]);
      else {
        pairs[open] = [pairs[open]?.[0] ?? null, text];
        waiting = open + 1;
      }
    }
  }
  return pairs;
}

function Words({ runs }: { runs: MarkedRun[] }) {
  return (
    <>
      {runs.map(({ text, change }, number) => (change === "added" ? <ins key={number}>{text}</ins> : change === "removed" ? <del key={number}>{text}</del> : <span key={number}>{text}</span>))}
    </>
  );
}
