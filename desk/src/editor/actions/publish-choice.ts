/** What a person decides in the publication dialog, and the requests that follow from it. */

import type { Article, Draft } from "../../api/types.ts";
import { joinMoment, splitMoment } from "../../time.ts";

/** A day and a clock of the site, as the fields have them. */
export interface MomentFields {
  day: string;
  clock: string;
}

export interface PublishChoice {
  change: "update" | "minor" | "correction";
  correction: string;
  isPlanned: boolean;
  publishAt: MomentFields;
  hasEnd: boolean;
  unpublishAt: MomentFields;
  isBreaking: boolean;
  breakingUntil: MomentFields;
  alert: boolean;
}

const HOUR = 3_600_000;
const EMPTY: MomentFields = { day: "", clock: "" };

/** What the dialog begins with: the plan that is there, else an update now. */
export function beginChoice(article: Article | null, draft: Draft, now: Date): PublishChoice {
  const options = article?.publish_options;
  const inAnHour = splitMoment(new Date(Math.ceil((now.getTime() + HOUR) / (HOUR / 4)) * (HOUR / 4)));
  const isBreaking = Boolean(draft.breaking_until && Date.parse(draft.breaking_until) > now.getTime());
  return {
    change: options?.correction ? "correction" : options?.minor ? "minor" : "update",
    correction: options?.correction ?? "",
    isPlanned: Boolean(article?.publish_at),
    publishAt: article?.publish_at ? splitMoment(article.publish_at) : inAnHour,
    hasEnd: Boolean(article?.unpublish_at),
    unpublishAt: article?.unpublish_at ? splitMoment(article.unpublish_at) : EMPTY,
    isBreaking,
    breakingUntil: isBreaking && draft.breaking_until ? splitMoment(draft.breaking_until) : splitMoment(new Date(now.getTime() + 3 * HOUR)),
    alert: options?.alert ?? false,
  };
}

export type ChoiceError = "correction" | "publishAt" | "unpublishAt" | "breakingUntil";

/** The fields that cannot be sent as they are. */
export function findErrors(choice: PublishChoice, now: Date): ChoiceError[] {
  const errors: ChoiceError[] = [];
  const isFuture = ({ day, clock }: MomentFields) => (joinMoment(day, clock)?.getTime() ?? 0) > now.getTime();
  if (choice.change === "correction" && !choice.correction.trim()) errors.push("correction");
  if (choice.isPlanned && !isFuture(choice.publishAt)) errors.push("publishAt");
  if (choice.hasEnd && !(isFuture(choice.unpublishAt) && isBehind(choice))) errors.push("unpublishAt");
  if (choice.isBreaking && !isFuture(choice.breakingUntil)) errors.push("breakingUntil");
  return errors;
}

function isBehind({ isPlanned, publishAt, unpublishAt }: PublishChoice): boolean {
  if (!isPlanned) return true;
  return (joinMoment(unpublishAt.day, unpublishAt.clock)?.getTime() ?? 0) > (joinMoment(publishAt.day, publishAt.clock)?.getTime() ?? 0);
}

/** The options of a publication, now or planned. */
export function buildOptions({ change, correction, alert }: PublishChoice): Record<string, unknown> {
  return {
    ...(change === "minor" ? { minor: true } : {}),
    ...(change === "correction" ? { correction: correction.trim() } : {}),
    ...(alert ? { alert: true } : {}),
  };
}

/** The body of `PUT …/schedule`; null if nothing is planned. */
export function buildSchedule(choice: PublishChoice): Record<string, unknown> | null {
  const publishAt = choice.isPlanned ? format(choice.publishAt) : null;
  const unpublishAt = choice.hasEnd ? format(choice.unpublishAt) : null;
  if (!publishAt && !unpublishAt) return null;
  return { ...(publishAt ? { publish_at: publishAt, ...buildOptions(choice) } : {}), ...(unpublishAt ? { unpublish_at: unpublishAt } : {}) };
}

/** The value of `breaking_until` in the draft. */
export function buildBreakingUntil({ isBreaking, breakingUntil }: PublishChoice): string | null {
  return isBreaking ? format(breakingUntil) : null;
}

function format({ day, clock }: MomentFields): string | null {
  const moment = joinMoment(day, clock);
  return moment ? moment.toISOString().replace(/\.\d+Z$/, "Z") : null;
}
