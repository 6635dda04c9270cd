/** What an empty newsroom begins with: a section, an author, a first article. It takes the place of an empty shelf. */

import type { ComponentChildren } from "preact";
import { isAtLeast, useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { t } from "../texts/texts.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";

interface Properties {
  /** Which of the first two steps are done. */
  hasSections: boolean;
  hasAuthors: boolean;
}

export function FirstRun({ hasSections, hasAuthors }: Properties) {
  const { me } = useDesk();
  const isEditor = isAtLeast(me, "editor");
  const canWrite = hasSections && hasAuthors;
  const action = (place: string, name: string, isNext: boolean) => (
    <ButtonLink kind={isNext ? "main" : "plain"} href={place}>
      {name}
    </ButtonLink>
  );
  const invite = isAtLeast(me, "admin") && <a href={formatPlace("people")}>{t("first.invite")}</a>;
  return (
    <section class="first-run" aria-labelledby="first-run">
      <h2 id="first-run">{t("first.title")}</h2>
      <p>{t(isEditor ? "first.text" : "first.textAuthor")}</p>
      <ol>
        <Step number={1} isDone={hasSections} title={t("first.sections")} text={t("first.sectionsText")}>
          {isEditor && action(formatPlace("terms", ["categories"]), t("first.makeSections"), !hasSections)}
        </Step>
        <Step number={2} isDone={hasAuthors} title={t("first.authors")} text={<>{t("first.authorsText")} {invite}</>}>
          {isEditor && action(formatPlace("terms", ["authors", "+"]), t("first.addAuthor"), hasSections && !hasAuthors)}
        </Step>
        <Step number={3} isDone={false} title={t("first.article")} text={t("first.articleText")}>
          {action(formatPlace("articles", ["new"]), t("first.write"), canWrite || !isEditor)}
        </Step>
      </ol>
    </section>
  );
}

function Step({ number, isDone, title, text, children }: { number: number; isDone: boolean; title: string; text: ComponentChildren; children: ComponentChildren }) {
  return (
    <li class={isDone ? "done" : ""}>
      <span class="number" aria-hidden="true">
        {isDone ? <Icon name="check" /> : number}
      </span>
      <p>
        <b>{title}</b> {isDone && <span class="quiet">{t("first.done")}</span>}
        <br />
        <span class="quiet">{text}</span>
      </p>
      {!isDone && children}
    </li>
  );
}
