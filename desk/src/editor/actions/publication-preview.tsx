/** How the article will look on the front page and in Telegram. */

import { bySlug, getTermName } from "../../api/terms.ts";
import type { Draft } from "../../api/types.ts";
import { useDesk } from "../../app/context.ts";
import { proposeSlug } from "../../slug.ts";
import { t } from "../../texts/texts.ts";
import { useLoad } from "../../ui/use-load.ts";

export function PublicationPreview({ draft }: { draft: Draft }) {
  const { pictures, terms, site } = useDesk();
  const media = draft.image?.media;
  const picture = useLoad(`picture ${media}`, async () => (media ? pictures.find(media) : null)).value;
  const categories = bySlug(useLoad("categories", () => terms.categories()).value);
  const section = draft.categories?.[0];
  const crop = picture?.image?.crops.at(1) ?? picture?.image?.crops[0];
  const slug = draft.slug ?? proposeSlug(draft.title ?? "", draft.lang);
  const isPage = draft.kind === "page";
  const telegram = typeof draft.telegram === "string" ? draft.telegram : null;
  return (
    <aside class="publish-preview">
      {!isPage && (
        <>
          <h3>{t("publish.onFront")}</h3>
          <div class="card" lang={draft.lang}>
            {crop && <img src={crop.url} width={crop.width} height={crop.height} alt="" />}
            <div>
              {section && <p class="kicker">{getTermName(categories.get(section), draft.lang, section)}</p>}
              <p class="card-title">{draft.title}</p>
            </div>
          </div>
        </>
      )}
      {!isPage && draft.telegram !== false && (
        <>
          <h3>{t("publish.inTelegram")}</h3>
          <div class="telegram" lang={draft.lang}>
            {telegram === null ? (
              <>
                <p>
                  <b>{draft.title}</b>
                </p>
                {draft.dek && <p>{draft.dek}</p>}
              </>
            ) : (
              <p class="telegram-text">{telegram}</p>
            )}
            <p class="telegram-link">{`${site.url.replace(/^https?:\/\//, "")}/${draft.lang}/${slug}`}</p>
          </div>
        </>
      )}
    </aside>
  );
}
