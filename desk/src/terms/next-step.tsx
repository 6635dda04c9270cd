/** Where an empty newsroom goes on: sections, an author, a first article, as in its first run. The focus comes here. */

import { useEffect, useRef } from "preact/hooks";
import { useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { t } from "../texts/texts.ts";
import { ButtonLink } from "../ui/button.tsx";
import { useLoad } from "../ui/use-load.ts";
import { NEW } from "./fields.ts";

export function NextStep() {
  const { terms } = useDesk();
  const { value } = useLoad("next step", () => Promise.all([terms.categories(), terms.authors()]));
  const element = useRef<HTMLParagraphElement>(null);
  useEffect(() => element.current?.querySelector("a")?.focus(), [value]);
  if (!value) return null;
  const [categories, authors] = value;
  return (
    <p ref={element} class="next-step">
      {!categories.length ? (
        <ButtonLink kind="main" href={formatPlace("terms", ["categories"])}>{t("terms.nextSections")}</ButtonLink>
      ) : !authors.length ? (
        <ButtonLink kind="main" href={formatPlace("terms", ["authors", NEW])}>{t("terms.nextAuthor")}</ButtonLink>
      ) : (
        <ButtonLink kind="main" href={formatPlace("articles", ["new"])}>{t("terms.nextArticle")}</ButtonLink>
      )}
    </p>
  );
}
