/** Where a picture is shown. */

import type { PictureUse } from "../api/types.ts";
import { isAtLeast, useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { t, type TextName } from "../texts/texts.ts";

export function PictureUses({ uses }: { uses: readonly PictureUse[] }) {
  return (
    <section class="picture-uses">
      <h3>{uses.length ? t("pictures.usedIn", { count: uses.length }) : t("pictures.usedNowhere")}</h3>
      <UseList uses={uses} />
    </section>
  );
}

export function UseList({ uses }: { uses: readonly PictureUse[] }) {
  return (
    <ul class="use-list">
      {uses.map((use) => (
        <li key={`${use.kind}/${use.id}`}>
          <UseName use={use} />
        </li>
      ))}
    </ul>
  );
}

function UseName({ use }: { use: PictureUse }) {
  const { me } = useDesk();
  const { kind, id, lang, title, status } = use;
  if (kind === "author") {
    const name = t("pictures.ofAuthor", { name: title ?? id });
    return isAtLeast(me, "editor") ? <a href={formatPlace("terms", ["authors", id])}>{name}</a> : <span>{name}</span>;
  }
  const name: TextName = `status.${status}`;
  return (
    <>
      <a href={formatPlace("articles", [id])} lang={lang ?? undefined}>
        {title ?? t("shelf.untitled")}
      </a>{" "}
      <span class="quiet">{t(name)}</span>
    </>
  );
}
