/** What the buttons of the editor do: each saves the text first, or says why it could not. */

import { useState } from "preact/hooks";
import { readArticle } from "../api/articles.ts";
import { SignedOut } from "../api/problem.ts";
import type { Draft } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import type { Command, Outcome } from "../keeping/saver.ts";
import { findStatus } from "../shelf/status.tsx";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { buildBreakingUntil, buildOptions, buildSchedule, type PublishChoice } from "./actions/publish-choice.ts";
import type { WithdrawalChoice } from "./actions/withdraw-dialog.tsx";
import type { OpenedArticle } from "./use-article.ts";

/** Each function resolves with the error that its dialog shows, or null. */
export interface Commands {
  save: () => Promise<unknown>;
  publish: (choice: PublishChoice, key: string) => Promise<unknown>;
  /** Nothing comes out or goes but at the times that were chosen. Without a time, the plan is removed. */
  plan: (choice: PublishChoice) => Promise<unknown>;
  withdraw: (choice: WithdrawalChoice) => Promise<unknown>;
  submit: (note: string) => Promise<unknown>;
  returnToAuthor: (note: string) => Promise<unknown>;
  discard: () => Promise<unknown>;
  unschedule: () => Promise<unknown>;
  bin: () => Promise<unknown>;
  undelete: () => Promise<unknown>;
  /** Save, then go on: a preview shows what is saved. */
  keepThen: (next: () => void) => void;
  /** Errors of fields that a command has found. */
  errors: Partial<Record<keyof Draft, string>>;
  /** What was done, to be said. */
  done: string | null;
  failure: unknown;
  /** Read again what the server says about the article. */
  reload: () => Promise<unknown>;
  /** What was done is over. */
  forgetDone: () => void;
}

export function useCommands(opened: OpenedArticle, onDone: () => void): Commands {
  const { client } = useDesk();
  const { keeper, setArticle, setJoined, change } = opened;
  const [errors, setErrors] = useState<Commands["errors"]>({});
  const [done, setDone] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  const reload = async () => {
    const article = await readArticle(client, keeper.article);
    setArticle(article);
    return article;
  };
  const handle = async (outcome: Outcome, said: string | null = null, isSave = false): Promise<unknown> => {
    setFailure(null);
    setErrors({});
    if (outcome.kind === "failed") return outcome.error instanceof SignedOut ? null : outcome.error;
    if (outcome.kind === "refused") {
      setErrors(outcome.errors);
      return outcome.problem;
    }
    onDone();
    if (outcome.kind === "conflict") return null;
    if (outcome.joined) setJoined(outcome.joined);
    setDone(outcome.kind === "joined" ? t("publish.joined") : said);
    const { article: known } = opened;
    const article = await reload().catch(() => null);
    // A save changes no status: somebody else has.
    if (isSave && known && article && findStatus(known) !== findStatus(article)) setDone(t("editor.nowStatus", { status: t(`status.${findStatus(article)}`) }));
    return null;
  };
  /** What was done before is not said any more. */
  const begin = () => setDone(null);
  const run = async (command: Command, said: string | null = null) => {
    begin();
    return handle(await keeper.run(command), said);
  };

  const save = async () => {
    begin();
    const error = await handle(await keeper.save(), null, true);
    setFailure(error);
    return error;
  };
  const setBreaking = (choice: PublishChoice) => {
    const breakingUntil = buildBreakingUntil(choice);
    if (breakingUntil !== (opened.draft.breaking_until ?? null)) change({ breaking_until: breakingUntil });
  };
  const plan = async (choice: PublishChoice) => {
    const schedule = buildSchedule(choice);
    if (choice.isPlanned) setBreaking(choice);
    if (!schedule) return run({ method: "DELETE", action: "schedule" });
    const time = describeMoment(schedule.publish_at ?? schedule.unpublish_at);
    return run({ method: "PUT", action: "schedule", body: schedule }, t("publish.planned", { time }));
  };
  const publish = async (choice: PublishChoice, key: string) => {
    if (choice.isPlanned) return plan(choice);
    begin();
    setBreaking(choice);
    const schedule = buildSchedule(choice);
    const error = await handle(await keeper.publish(buildOptions(choice), key), t("publish.done"));
    return error === null && schedule ? run({ method: "PUT", action: "schedule", body: schedule }, t("publish.done")) : error;
  };
  const withdraw = async (choice: WithdrawalChoice) => {
    begin();
    try {
      // Without the version: it must work for whoever sees that a story is wrong.
      await client.send("POST", `/v1/editorial/articles/${keeper.article}/unpublish`, { body: choice, ifMatch: "*" });
    } catch (error) {
      return error;
    }
    onDone();
    setDone(t("withdraw.done"));
    await reload().catch(() => undefined);
    return null;
  };
  return {
    save,
    publish,
    plan,
    withdraw,
    submit: (note) => run({ method: "POST", action: "submit", body: note ? { note } : {} }, t("submit.done")),
    returnToAuthor: (note) => run({ method: "POST", action: "return", body: { note } }, t("return.done")),
    discard: () => run({ method: "POST", action: "discard", changesText: true }),
    unschedule: () => run({ method: "DELETE", action: "schedule" }),
    bin: () => run({ method: "DELETE", action: "" }),
    undelete: () => run({ method: "POST", action: "undelete", body: {} }),
    keepThen: (next) => void save().then((error) => error === null && !keeper.conflict && next()),
    errors,
    done,
    failure,
    reload,
    forgetDone: begin,
  };
}

function describeMoment(at: unknown): string {
  return typeof at === "string" ? formatWhen(at, { withClock: true }) : "";
}
