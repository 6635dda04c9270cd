/** What the site announces above everything, and until when. */

import type { Card } from "../api/front.ts";
import { formatPlace } from "../app/router.ts";
import { t } from "../texts/texts.ts";
import { formatDistance, formatWhen } from "../time.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";

export function Breaking({ story }: { story: Card }) {
  const end = story.breaking_until;
  return (
    <div class="notice alert front-breaking">
      <Icon name="alert" />
      <p>
        {end && (
          <>
            <b>{t("front.breaking", { time: formatWhen(end) })}</b> {t("front.endsIn", { time: formatDistance(Date.parse(end) - Date.now()) })}{" "}
          </>
        )}
        <span lang={story.lang}>{story.title}</span>
      </p>
      <ButtonLink isSmall href={formatPlace("articles", [story.id])}>
        {t("front.change")}
      </ButtonLink>
    </div>
  );
}
