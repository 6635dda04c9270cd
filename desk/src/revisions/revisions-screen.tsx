/** The versions of an article: who changed what, compared with another one, to be restored. */

import { useEffect, useRef, useState } from "preact/hooks";
import { readArticle } from "../api/articles.ts";
import { compareRevisions, listRevisions, restoreRevision, type Revision } from "../api/revisions.ts";
import type { Article, AutosaveNote } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { formatPlace, go } from "../app/router.ts";
import type { ScreenProperties } from "../app/screens.tsx";
import { useSent } from "../app/unsent.ts";
import { mayWrite } from "../editor/rights.ts";
import { isField } from "../keeping/fields.ts";
import { StatusBadge } from "../shelf/status.tsx";
import { t, type TextName } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { SelectField } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { Changes } from "./changes.tsx";
import { formatUnsaved, parseUnsaved } from "./unsaved-place.ts";
import { UnsavedText } from "./unsaved-text.tsx";

/** `#/articles/01K…/revisions/7?against=12` */
export function RevisionsScreen({ place }: ScreenProperties) {
  const { client } = useDesk();
  const id = place.path[0] ?? "";
  const article = useLoad(`article ${id}`, (signal) => readArticle(client, id, { signal }));
  const first = useLoad(`revisions ${id}`, (signal) => listRevisions(client, id, undefined, signal));
  const [more, setMore] = useState<{ items: Revision[]; next: string | null } | null>(null);
  // The text that was open until now may come to the server only after this screen has asked.
  useSent(article.reload);
  useEffect(() => {
    document.title = `${t("revisions.title")} – ${t("app.name")}`;
  }, []);
  const error = article.error ?? first.error;
  if (error) return <ErrorNotice error={error} onRetry={() => [article, first].forEach((load) => load.reload())} />;
  if (!article.value || !first.value) return <main id="content" class="screen" aria-busy="true" tabIndex={-1} />;
  const items = [...first.value.items, ...(more?.items ?? [])];
  const next = more ? more.next : first.value.next;
  const loadMore = async () => {
    const page = await listRevisions(client, id, next ?? undefined);
    setMore({ items: [...(more?.items ?? []), ...page.items], next: page.next });
  };
  const version = Number(place.path[2]) || (items.at(1)?.version ?? items[0]?.version ?? 1);
  const against = Number(place.query.get("against")) || article.value.version;
  const unsaved = parseUnsaved(place);
  return (
    <div class="revisions">
      <header class="editor-head editor-bar">
        <a class="editor-back" href={formatPlace("articles", [id])}>
          <Icon name="back" />
          <span>{t("editor.back")}</span>
        </a>
        <StatusBadge article={article.value} />
        <h1 class="revisions-title" lang={article.value.lang}>
          {article.value.title ?? t("shelf.untitled")}
        </h1>
        <div class="editor-buttons">
          <ButtonLink href={formatPlace("articles", [id])}>{t("revisions.back")}</ButtonLink>
        </div>
      </header>
      <div class="revisions-body">
        <nav class="revisions-list" aria-label={t("revisions.title")}>
          <ol>
            {article.value.autosaves?.map((note) => (
              <UnsavedItem key={`${note.by.id} ${note.based_on}`} note={note} article={article.value!} isChosen={unsaved?.person === note.by.id && unsaved.basedOn === note.based_on} />
            ))}
            {items.map((revision) => (
              <RevisionItem key={revision.version} revision={revision} article={article.value!} isChosen={!unsaved && revision.version === version} against={against} />
            ))}
          </ol>
          {next && <Button onClick={loadMore}>{t("app.more")}</Button>}
        </nav>
        {unsaved ? (
          <UnsavedText key={`${unsaved.person}/${unsaved.basedOn}`} article={article.value} {...unsaved} />
        ) : (
          <Comparison key={`${version}/${against}`} article={article.value} items={items} version={version} against={against} />
        )}
      </div>
    </div>
  );
}

function RevisionItem({ revision, article, isChosen, against }: { revision: Revision; article: Article; isChosen: boolean; against: number }) {
  const { version, action, at, by, changed, note } = revision;
  const name = `action.${action}` as TextName;
  const fields = changed.filter(isField).map((field) => t(`keeping.field.${field}` as TextName).toLocaleLowerCase());
  return (
    <li>
      <a href={formatPlace("articles", [article.id, "revisions", String(version)], { against: String(against) })} aria-current={isChosen || undefined}>
        <b class="revision-number">{version}</b>
        <span>
          <b class={version === article.published_version ? "revision-public" : undefined}>
            {t(name) === name ? t("action.other") : t(name)}
            {note ? `: “${note}”` : ""}
          </b>
          <span class="quiet">{[by.name, ...fields].join(" · ")}</span>
        </span>
        <time dateTime={at}>{formatWhen(at)}</time>
      </a>
    </li>
  );
}

function UnsavedItem({ note, article, isChosen }: { note: AutosaveNote; article: Article; isChosen: boolean }) {
  return (
    <li>
      <a href={formatUnsaved(article.id, note)} aria-current={isChosen || undefined}>
        <Icon name="article" />
        <span>
          <b class="revision-unsaved">{t("revisions.notSaved")}</b>
          <span class="quiet">{[note.by.name, t("revisions.begunWith", { version: note.based_on })].join(" · ")}</span>
        </span>
        <time dateTime={note.at}>{formatWhen(note.at)}</time>
      </a>
    </li>
  );
}

function Comparison({ article, items, version, against }: { article: Article; items: Revision[]; version: number; against: number }) {
  const { client, me } = useDesk();
  const diff = useLoad("diff", (signal) => compareRevisions(client, article.id, against, version, signal));
  const [failure, setFailure] = useState<unknown>(null);
  const [leftOut, setLeftOut] = useState<string | null>(null);
  const key = useRef(crypto.randomUUID());
  const chosen = items.find((revision) => revision.version === version);
  const others = items.filter((revision) => revision.version !== version);
  const choices = others.map((revision) => ({ value: String(revision.version), label: describeVersion(revision.version, article) }));
  const restore = async () => {
    try {
      const { body } = await restoreRevision(client, article.id, version, article.version, key.current);
      if (body.left_out?.length) setLeftOut(body.left_out.map(({ detail }) => detail).join(" "));
      else go(formatPlace("articles", [article.id]));
    } catch (error) {
      setFailure(error);
    }
  };
  const hasUnsaved = article.autosaves?.some(({ by, based_on }) => by.id === me.id && based_on === article.version);
  return (
    <main id="content" class="revisions-main" tabIndex={-1}>
      <div class="revisions-head">
        <p>
          <b>{t("conflict.version", { version })}</b> {chosen && `${chosen.by.name}, ${formatWhen(chosen.at, { withClock: true })}`}
        </p>
        {choices.length > 0 && <SelectField isBare label={t("revisions.compare")} choices={choices} value={String(against)} onValue={(value) => go(formatPlace("articles", [article.id, "revisions", String(version)], { against: value }))} />}
      </div>
      {against !== version && (
        <p class="changes legend">
          <ins>{t("revisions.legend", { version: against })}</ins> <del>{t("revisions.legendRemoved", { version })}</del>
        </p>
      )}
      {Boolean(diff.error ?? failure) && <ErrorNotice error={diff.error ?? failure} onRetry={diff.error ? diff.reload : undefined} />}
      {leftOut && <Notice action={<ButtonLink href={formatPlace("articles", [article.id])}>{t("revisions.back")}</ButtonLink>}>{t("revisions.leftOut", { what: leftOut })}</Notice>}
      {diff.value && <Changes changes={diff.value.changes} lang={article.lang} />}
      {mayWrite(article, me) && version !== article.version && (
        <footer class="conflict-foot">
          <p class="quiet">{t(hasUnsaved ? "revisions.unsent" : "revisions.restoreHint")}</p>
          {hasUnsaved ? (
            <ButtonLink href={formatPlace("articles", [article.id])}>{t("revisions.back")}</ButtonLink>
          ) : (
            <Button kind="main" onClick={restore}>
              {t("revisions.restore", { version })}
            </Button>
          )}
        </footer>
      )}
    </main>
  );
}

function describeVersion(version: number, article: Article): string {
  if (version === article.version) return t("revisions.newest", { version });
  return version === article.published_version ? t("revisions.public", { version }) : String(version);
}
