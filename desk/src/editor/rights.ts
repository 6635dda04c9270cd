/** What a person may do with an article, as articles/permissions.py has it. The API decides anyway. */

import type { Article, Me } from "../api/types.ts";
import { isAtLeast } from "../app/context.ts";

/** Whether the person may save. An article in the bin can only be taken out of it. */
export function mayWrite(article: Article | null, me: Me): boolean {
  if (!article) return true;
  if (article.status === "binned") return false;
  if (isAtLeast(me, "editor")) return true;
  return article.created_by.id === me.id && article.status === "draft";
}

/** What the one main button of the editor does; null if there is nothing to do. */
export type MainAction = "submit" | "publish" | "publishChanges" | "reschedule";

export function findMainAction(article: Article | null, me: Me, isChanged: boolean): MainAction | null {
  const status = article?.status ?? "draft";
  if (!mayWrite(article, me)) return null;
  // Who has handed it in goes on by saving: the editors have the last save.
  if (!isAtLeast(me, "editor")) return article?.submitted_at ? null : "submit";
  if (article?.publish_at) return "reschedule";
  if (status !== "published") return "publish";
  return article?.has_changes || isChanged ? "publishChanges" : null;
}
