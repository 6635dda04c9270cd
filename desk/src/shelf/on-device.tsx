/** What takes the place of the list while the server cannot be reached: the articles of which this device has a text. */

import { getLanguageName, useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { listKnown, useSent } from "../app/unsent.ts";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { ErrorNotice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";

export function OnDevice({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { me, site } = useDesk();
  const { value: copies, reload } = useLoad("on device", () => listKnown(me.id));
  // The text that was open until now may come to the device only after this list.
  useSent(reload);
  return (
    <>
      <ErrorNotice error={error} onRetry={onRetry} />
      {Boolean(copies?.length) && (
        <section aria-labelledby="on-device">
          <h2 id="on-device">{t("device.title")}</h2>
          <p class="quiet">{t("device.text")}</p>
          <table class="shelf device">
            <tbody>
              {copies?.map(({ article, draft, server, written_at: writtenAt }) => (
                <tr key={article}>
                  <td>
                    <a class="title" href={formatPlace("articles", [article])} lang={draft.lang}>
                      {draft.title ?? t("shelf.untitled")}
                    </a>
                    <p class="meta">{[getLanguageName(site, draft.lang), formatWhen(new Date(writtenAt), { withClock: true }), ...(server === "nowhere" ? [t("device.unsent")] : [])].join(" · ")}</p>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
