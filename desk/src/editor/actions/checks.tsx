/** What should be there before an article goes out. Without title and text it cannot. */

import type { Article, Draft, Site } from "../../api/types.ts";
import { getLanguageName } from "../../app/context.ts";
import { listOthers } from "../../keeping/others.ts";
import { formatPlace } from "../../app/router.ts";
import { formatUnsaved } from "../../revisions/unsaved-place.ts";
import { t, type TextName } from "../../texts/texts.ts";
import { Icon } from "../../ui/icon.tsx";

export interface Check {
  /** `missing`: readers cannot get it without that. `late`: it can wait. */
  kind: "done" | "late" | "missing";
  text: string;
  /** Where it can be looked at. */
  place?: string;
}

/** Characters beyond which search engines and cards cut a title. */
const LONG_TITLE = 90;

/** `me`: the id of the person, whose own text goes out. */
export function listChecks(draft: Draft, article: Article | null, site: Site, me: string): Check[] {
  const title = draft.title?.trim() ?? "";
  const checks: Check[] = [
    title ? { kind: title.length > LONG_TITLE ? "late" : "done", text: t(title.length > LONG_TITLE ? "check.titleLong" : "check.title", { count: title.length }) } : missing("check.noTitle"),
    hasText(draft.body ?? "") ? done("check.text") : missing("check.noText"),
  ];
  if (draft.kind !== "page") {
    checks.push(draft.categories?.length ? done("check.section") : late("check.noSection"));
    checks.push(draft.authors?.length ? done("check.author") : late("check.noAuthor"));
    checks.push(draft.image ? done("check.picture") : late("check.noPicture"));
  }
  for (const other of article ? listOthers(article.autosaves ?? [], me, Date.now()) : []) {
    checks.push({ kind: "late", text: t(other.isWriting ? "who.writing" : "who.unsaved", { name: other.by.name }), place: formatUnsaved(article!.id, other) });
  }
  if (/<img\b[^>]*\bsrc="https?:/i.test(draft.body ?? "")) checks.push(late("check.foreignPicture"));
  for (const member of article?.translations ?? []) {
    if (member.status === "draft") checks.push({ kind: "late", text: t("check.translation", { lang: getLanguageName(site, member.lang) }), place: formatPlace("articles", [member.id]) });
  }
  return checks;
}

function done(name: TextName): Check {
  return { kind: "done", text: t(name) };
}

function late(name: TextName): Check {
  return { kind: "late", text: t(name) };
}

function missing(name: TextName): Check {
  return { kind: "missing", text: t(name) };
}

/** A text or an image: see docs/body.md. */
function hasText(body: string): boolean {
  return body.replace(/<(?!img)[^>]*>/g, "").trim() !== "";
}

export function ChecksList({ checks }: { checks: Check[] }) {
  return (
    <section class="checks-list" aria-label={t("check.name")}>
      <h3>{t("check.name")}</h3>
      <ul>
        {checks.map(({ kind, text, place }) => (
          <li key={text} class={kind}>
            <Icon name={kind === "done" ? "check" : "alert"} size={18} />
            <span>
              {text} {place && <a href={place}>{t("check.open")}</a>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
