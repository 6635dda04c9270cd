/** Text that somebody has not saved: what it changes, and how it comes into the article. */

import { useMemo } from "preact/hooks";
import type { Article } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { formatPlace, go } from "../app/router.ts";
import { mayWrite } from "../editor/rights.ts";
import { browserClock } from "../keeping/environment.ts";
import { buildPatch, findDifferences } from "../keeping/fields.ts";
import { ArticleRequests } from "../keeping/requests.ts";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useAction } from "../ui/use-action.ts";
import { useLoad } from "../ui/use-load.ts";
import { Changes } from "./changes.tsx";
import { compareDrafts } from "./compare-drafts.ts";
import type { UnsavedPlace } from "./unsaved-place.ts";

export function UnsavedText({ article, person, basedOn }: UnsavedPlace & { article: Article }) {
  const { client, me } = useDesk();
  const requests = useMemo(() => new ArticleRequests(client, browserClock, me.id), [client, me.id]);
  const { value: found, error, reload } = useLoad("unsaved", async () => {
    const [text, version] = await Promise.all([requests.readAutosave(article.id, basedOn, person), requests.readRevision(article.id, basedOn)]);
    return { text, base: version.draft };
  });
  const text = found?.text;
  // As a text of one's own that was begun with that version: to open it joins it with what was saved since, or asks.
  const takingIn = useAction(async () => {
    if (!found || !text) return;
    await requests.autosave(article.id, basedOn, buildPatch(text.draft, findDifferences(found.base, text.draft)));
    go(formatPlace("articles", [article.id]));
  });
  const isOwn = person === me.id;
  const hasOwn = article.autosaves?.some(({ by, based_on }) => by.id === me.id && based_on === basedOn);
  const back = <ButtonLink href={formatPlace("articles", [article.id])}>{t("revisions.back")}</ButtonLink>;
  return (
    <main id="content" class="revisions-main" tabIndex={-1}>
      <div class="revisions-head">
        <p>
          <b>{t("revisions.notSaved")}</b> {text && `${text.by.name}, ${formatWhen(text.at, { withClock: true })}`}
        </p>
      </div>
      <p class="changes legend">
        <ins>{t("revisions.unsavedAdded")}</ins> <del>{t("revisions.legendRemoved", { version: basedOn })}</del>
      </p>
      {Boolean(error ?? takingIn.failure) && <ErrorNotice error={error ?? takingIn.failure} onRetry={error ? reload : undefined} />}
      {found && !text && <Notice kind="alert">{t("problem.autosave-not-found")}</Notice>}
      {found && text && <Changes changes={compareDrafts(found.base, text.draft)} lang={article.lang} />}
      {text && mayWrite(article, me) && !isOwn && (
        <footer class="conflict-foot">
          <p class="quiet">{t(hasOwn ? "revisions.unsent" : "revisions.takeInHint")}</p>
          {hasOwn ? (
            back
          ) : (
            <Button kind="main" isBusy={takingIn.isBusy} onClick={takingIn.run}>
              {t("revisions.takeIn")}
            </Button>
          )}
        </footer>
      )}
    </main>
  );
}
