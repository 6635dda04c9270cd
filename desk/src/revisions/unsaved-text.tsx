/** Text that somebody has not saved: what it changes, and how it comes into the article. */

import { readAutosave, sendAutosave } from "../api/articles.ts";
import { readRevision } from "../api/revisions.ts";
import type { Article } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { formatPlace, go } from "../app/router.ts";
import { mayWrite } from "../editor/rights.ts";
import { buildPatch, findDifferences, pickDraft } from "../keeping/fields.ts";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useAction } from "../ui/use-action.ts";
import { useLoad } from "../ui/use-load.ts";
import { Changes } from "./changes.tsx";
import { compareDrafts } from "./compare-drafts.ts";
import type { UnsavedPlace } from "./unsaved-place.ts";

export function UnsavedText({ article, person, basedOn }: UnsavedPlace & { article: Article }) {
  const { client, me } = useDesk();
  const found = useLoad("unsaved", async (signal) => {
    const [text, version] = await Promise.all([readAutosave(client, article.id, person, basedOn, signal), readRevision(client, article.id, basedOn, signal)]);
    return { text, base: pickDraft(version.article), draft: pickDraft(text.draft) };
  });
  // As a text of one's own that was begun with that version: to open it joins it with what was saved since, or asks.
  const takingIn = useAction(async () => {
    if (!found.value) return;
    const { draft, base } = found.value;
    await sendAutosave(client, article.id, basedOn, buildPatch(draft, findDifferences(base, draft)));
    go(formatPlace("articles", [article.id]));
  });
  const isOwn = person === me.id;
  const hasOwn = article.autosaves?.some(({ by, based_on }) => by.id === me.id && based_on === basedOn);
  const back = <ButtonLink href={formatPlace("articles", [article.id])}>{t("revisions.back")}</ButtonLink>;
  return (
    <main id="content" class="revisions-main" tabIndex={-1}>
      <div class="revisions-head">
        <p>
          <b>{t("revisions.notSaved")}</b> {found.value && `${found.value.text.by.name}, ${formatWhen(found.value.text.at, { withClock: true })}`}
        </p>
      </div>
      <p class="changes legend">
        <ins>{t("revisions.unsavedAdded")}</ins> <del>{t("revisions.legendRemoved", { version: basedOn })}</del>
      </p>
      {Boolean(found.error ?? takingIn.failure) && <ErrorNotice error={found.error ?? takingIn.failure} onRetry={found.error ? found.reload : undefined} />}
      {found.value && <Changes changes={compareDrafts(found.value.base, found.value.draft)} lang={article.lang} />}
      {found.value && mayWrite(article, me) && !isOwn && (
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
