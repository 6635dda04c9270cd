/** The state of an article in a word, with a sign and a colour. */

import type { Article, ShelfItem } from "../api/types.ts";
import { t, type TextName } from "../texts/texts.ts";
import { formatDistance, formatWhen } from "../time.ts";

type Facts = Pick<ShelfItem | Article, "status" | "submitted_at" | "has_changes" | "publish_at" | "unpublish_at" | "schedule_error" | "review" | "purge_at">;

/** `submitted` is a draft that waits for an editor. */
export type ShownStatus = Facts["status"] | "submitted";

export function findStatus({ status, submitted_at }: Facts): ShownStatus {
  return submitted_at && (status === "draft" || status === "withdrawn") ? "submitted" : status;
}

/** What else is to be said about it, in a few words. */
export function describeStatus(article: Facts, now: number): string | null {
  const status = findStatus(article);
  if (article.schedule_error) return t("status.failed");
  if (status === "submitted") return t("status.waits", { time: formatDistance(now - Date.parse(article.submitted_at ?? "")) });
  if (status === "scheduled" && article.publish_at) return formatWhen(article.publish_at, { withClock: true });
  if (status === "published" && article.publish_at) return formatWhen(article.publish_at, { withClock: true });
  if (status === "published" && article.has_changes) return t("status.changes");
  if (status === "published" && article.unpublish_at) return t("status.until", { time: formatWhen(article.unpublish_at, { withClock: true }) });
  if (status === "draft" && article.review?.action === "returned") return t("status.returned");
  if (status === "binned" && article.purge_at) return t("status.until", { time: formatWhen(article.purge_at) });
  return null;
}

export function StatusBadge({ article, now = Date.now() }: { article: Facts; now?: number }) {
  const status = findStatus(article);
  const more = describeStatus(article, now);
  return (
    <span class="status">
      <span class={`status-word ${article.schedule_error ? "failed" : status}`}>
        <span class="sign" aria-hidden="true" />
        {t(`status.${status}` as TextName)}
      </span>
      {more && <span class="status-more">{more}</span>}
    </span>
  );
}
