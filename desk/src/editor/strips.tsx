/** Sentences below the bar, always in sight: what happened to the text while somebody wrote, and what can be done. */

import { useEffect, useState } from "preact/hooks";
import { useDesk } from "../app/context.ts";
import { Unreachable } from "../api/problem.ts";
import type { Me } from "../api/types.ts";
import type { Writing } from "../keeping/writing.ts";
import { formatWhen } from "../time.ts";
import { t, type TextName } from "../texts/texts.ts";
import { formatPlace } from "../app/router.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useEditing } from "./editing.ts";
import { mayWrite } from "./rights.ts";
import type { OpenedArticle } from "./use-article.ts";
import type { Commands } from "./use-commands.ts";
import { useNews, type News, type OpenedNews } from "./use-news.ts";

interface Properties {
  opened: OpenedArticle;
  commands: Commands;
  writing: Writing;
  problem: TextName | null;
  onProblemRead: () => void;
}

export function Strips({ opened, commands, writing, problem, onProblemRead }: Properties) {
  const { article } = useEditing();
  const { me } = useDesk();
  const { keeper, keeping, joined, setJoined } = opened;
  useSignIn(opened);
  const { source, apart } = writing.opened;
  const found = useNews(opened);
  // Of what the person and others do, the latest is said.
  useEffect(() => {
    if (found.news) commands.forgetDone();
  }, [found.news?.article.version]);
  useEffect(() => {
    if (commands.done) found.dismiss();
  }, [commands.done]);
  const isKept = keeping.kind === "saved" || keeping.kind === "kept apart";
  return (
    <div class="strips" aria-live="polite" hidden={keeping.conflict !== null}>
      {keeping.kind === "read only" && <OtherTabStrip writing={writing} />}
      {keeping.kind === "signed out" && <SignInStrip />}
      {keeping.kind === "gone" && <Notice kind="alert">{t("editor.gone")}</Notice>}
      {!keeping.hasStorage && <Notice>{t("editor.noStorage")}</Notice>}
      {keeping.kind === "refused" && keeping.reason && <Notice kind="alert">{keeping.reason}</Notice>}
      {!mayWrite(article, me) && article?.status !== "binned" && <Notice kind="plain">{t(keeping.kind === "saved" ? "editor.notYours" : "editor.notYoursKept")}</Notice>}
      {found.news && <NewsStrip {...found} news={found.news} />}
      {joined && <Notice action={<Button onClick={() => setJoined(null)}>{t("app.close")}</Button>}>{t("editor.others")}</Notice>}
      {writing.opened.article && source !== "version" && keeping.kind !== "saved" && !joined && <Notice kind="plain">{t("editor.restored")}</Notice>}
      {apart.length > 0 && <Notice action={<ButtonLink href={formatPlace("articles", [keeper.article, "revisions"])}>{t("editor.revisions")}</ButtonLink>}>{t("editor.apart")}</Notice>}
      {problem && <Notice action={<Button onClick={onProblemRead}>{t("app.close")}</Button>}>{t(problem)}</Notice>}
      {Boolean(commands.failure) && !(commands.failure instanceof Unreachable && isKept) && <ErrorNotice error={commands.failure} onRetry={() => void commands.save()} />}
      <p class="done" role="status">
        {commands.done}
      </p>
    </div>
  );
}

function OtherTabStrip({ writing }: { writing: Writing }) {
  const [failure, setFailure] = useState<unknown>(null);
  const take = () => writing.writeHere().catch(setFailure);
  return (
    <>
      <Notice action={<Button onClick={take}>{t("editor.writeHere")}</Button>}>{t("editor.readOnly")}</Notice>
      {Boolean(failure) && <ErrorNotice error={failure} onRetry={take} />}
    </>
  );
}

function NewsStrip({ news, takeIn, dismiss }: OpenedNews & { news: News }) {
  const { article, status, isReviewed, isApart } = news;
  const { me } = useDesk();
  const { name } = article.changed_by;
  const time = formatWhen(article.changed_at, { withClock: true });
  const action = isApart && mayWrite(article, me) ? <Button onClick={takeIn}>{t("editor.takeIn")}</Button> : <Button onClick={dismiss}>{t("app.close")}</Button>;
  return (
    <Notice action={action}>
      {isReviewed ? (
        <>
          <b>{t(article.review?.action === "returned" ? "readers.returned" : "readers.submitted", { name: article.review?.by.name ?? name })}</b> {article.review?.note}
        </>
      ) : (
        status && t("editor.newStatus", { name, time, status: t(`status.${status}`) })
      )}{" "}
      {isApart && t("editor.newVersion", { name, time })}
    </Notice>
  );
}

function SignInStrip() {
  const { session } = useDesk();
  // Without a popup the page is left: its text is on this device, and comes back with it.
  const signIn = async () => {
    if (!(await session.beginInPopup())) await session.begin(location.hash);
  };
  return <Notice action={<Button onClick={signIn}>{t("signIn.button")}</Button>}>{t("editor.signIn")}</Notice>;
}

/** After a sign-in beside the page: another person's text is never sent. */
function useSignIn({ keeper }: OpenedArticle): void {
  const { client, session } = useDesk();
  useEffect(() => {
    const former = session.onSignedIn;
    session.onSignedIn = () => {
      client.get<Me>("/v1/editorial/me").then(
        (person) => keeper.signIn(person.id),
        // Without an answer the next autosave shows whether the person is signed in.
        () => undefined,
      );
    };
    return () => {
      session.onSignedIn = former;
    };
  }, [keeper]);
}
