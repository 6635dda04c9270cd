/** The screen on which an article is written. */

import type { ScreenProperties } from "../app/screens.tsx";
import { formatPlace } from "../app/router.ts";
import { Problem } from "../api/problem.ts";
import { NotOnDevice } from "../keeping/writing.ts";
import { t } from "../texts/texts.ts";
import { ButtonLink } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { ArticleEditor } from "./article-editor.tsx";
import { useWriting } from "./use-writing.ts";

export function EditorScreen({ place }: ScreenProperties) {
  const opening = useWriting(place);
  if (opening.kind === "opening") return <main id="content" class="screen" aria-busy="true" tabIndex={-1} />;
  if (opening.kind === "open") return <ArticleEditor key={findKey(opening.writing)} writing={opening.writing} text={opening.text} />;
  const isMissing = opening.error instanceof NotOnDevice || (opening.error instanceof Problem && [403, 404, 410].includes(opening.error.status));
  return (
    <main id="content" class="screen" tabIndex={-1}>
      {isMissing ? (
        <Notice action={<ButtonLink href={formatPlace("articles")}>{t("editor.back")}</ButtonLink>}>{t(opening.error instanceof NotOnDevice ? "editor.notOnDevice" : "editor.missing")}</Notice>
      ) : (
        <ErrorNotice error={opening.error} onRetry={opening.reopen} />
      )}
    </main>
  );
}

const keys = new WeakMap<object, number>();
let last = 0;

/** Another article is another editor; the same one stays when it gets its id. */
function findKey(writing: object): number {
  const key = keys.get(writing) ?? (last += 1);
  keys.set(writing, key);
  return key;
}
