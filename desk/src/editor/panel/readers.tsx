/** What readers see of the article now, what they do not see yet, and what can be done about that. */

import { readPublic } from "../../api/client.ts";
import type { Article } from "../../api/types.ts";
import { isAtLeast, useDesk } from "../../app/context.ts";
import { findStatus } from "../../shelf/status.tsx";
import { t } from "../../texts/texts.ts";
import { formatWhen } from "../../time.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useLoad } from "../../ui/use-load.ts";
import { useEditing } from "../editing.ts";

/** What the buttons of this part ask for. */
export type ReadersAction = "schedule" | "unschedule" | "discard" | "withdraw" | "return" | "bin" | "undelete";

export function ReadersState({ onAction, isChanged }: { onAction: (action: ReadersAction) => void; isChanged: boolean }) {
  const { article, isNew, isReadOnly } = useEditing();
  const { me } = useDesk();
  const isEditor = isAtLeast(me, "editor");
  if (!article) return <div class="readers">{t(isNew ? "readers.new" : "readers.unknown")}</div>;
  const actions = isReadOnly && article.status !== "binned" ? [] : listActions(article, isEditor, isChanged, me.id);
  return (
    <div class="readers">
      <p>
        {describe(article, isChanged)} {article.status === "published" && <PublicLink key={article.published_version} id={article.id} />}
      </p>
      {isInReview(article) && article.review?.note && (
        <Notice>
          <b>{t(article.review.action === "returned" ? "readers.returned" : "readers.submitted", { name: article.review.by.name })}</b> {article.review.note}
        </Notice>
      )}
      {article.schedule_error && <Notice kind="alert">{t("readers.planFailed", { reason: article.schedule_error })}</Notice>}
      {actions.length > 0 && (
        <p class="readers-buttons">
          {actions.map((action) => (
            <Button key={action} isSmall kind={action === "withdraw" || action === "bin" ? "danger" : "plain"} onClick={() => onAction(action)}>
              {t(`readers.${action}`)}
            </Button>
          ))}
        </p>
      )}
    </div>
  );
}

/** The page that readers see. Only the public article knows its address. */
function PublicLink({ id }: { id: string }) {
  const { value } = useLoad(`public ${id}`, () => readPublic<{ url: string }>(`/v1/articles/${id}`));
  return value ? (
    <a href={value.url} target="_blank" rel="noreferrer">
      {t("readers.open")}
    </a>
  ) : null;
}

/** What a reviewer wrote is for the text before it comes out. */
function isInReview(article: Article): boolean {
  return ["draft", "withdrawn", "submitted"].includes(findStatus(article));
}

function describe(article: Article, isChanged: boolean): string {
  const { status, published_version: version, updated_at, publish_at, unpublish_at, purge_at } = article;
  const moment = (at: string | null | undefined) => (at ? formatWhen(at, { withClock: true }) : "");
  const sentences: string[] = [];
  if (status === "published") {
    sentences.push(t("readers.see", { version: version ?? 0, time: moment(updated_at) }));
    if (article.has_changes || isChanged) sentences.push(t("readers.changesWait"));
  } else if (status === "binned") sentences.push(t("readers.binned", { time: moment(purge_at) }));
  else if (status === "withdrawn") sentences.push(t("readers.withdrawn"));
  else sentences.push(t("readers.nothing"));
  if (publish_at) sentences.push(t("readers.comes", { time: moment(publish_at) }));
  if (unpublish_at) sentences.push(t("readers.goes", { time: moment(unpublish_at) }));
  return sentences.join(" ");
}

function listActions(article: Article, isEditor: boolean, isChanged: boolean, person: string): ReadersAction[] {
  const { status } = article;
  const isOwn = article.created_by.id === person;
  if (status === "binned") return isEditor || isOwn ? ["undelete"] : [];
  const actions: ReadersAction[] = [];
  if (isEditor && article.submitted_at) actions.push("return");
  const hasPlan = Boolean(article.publish_at ?? article.unpublish_at);
  // A plan is changed by the main button.
  if (isEditor && status === "published" && !article.publish_at) actions.push("schedule");
  if (isEditor && hasPlan) actions.push("unschedule");
  if (isEditor && status === "published" && (article.has_changes || isChanged)) actions.push("discard");
  if (isEditor && status === "published") actions.push("withdraw");
  const mayBin = status === "withdrawn" ? isEditor : isEditor || isOwn;
  if ((status === "draft" || status === "withdrawn") && mayBin) actions.push("bin");
  return actions;
}
