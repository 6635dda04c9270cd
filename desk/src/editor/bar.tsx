/** The bar above the text: where one is, what is kept, who else writes, and the main button. */

import type { ComponentChildren } from "preact";
import { formatPlace } from "../app/router.ts";
import { getLanguageName, useDesk } from "../app/context.ts";
import { listOthers } from "../keeping/others.ts";
import { writeState } from "../keeping/state-texts.ts";
import type { KeepingState } from "../keeping/state.ts";
import { StatusBadge } from "../shelf/status.tsx";
import { formatUnsaved } from "../revisions/unsaved-place.ts";
import { t } from "../texts/texts.ts";
import { formatClock, formatWhen } from "../time.ts";
import { Icon } from "../ui/icon.tsx";
import { useEditing } from "./editing.ts";

/** States in which something is wrong. */
const WORRYING: ReadonlySet<string> = new Set(["refused", "on this device only", "offline", "signed out", "nowhere", "gone", "conflict", "read only"]);

export function Bar({ keeping, isChanged, children }: { keeping: KeepingState; isChanged: boolean; children: ComponentChildren }) {
  const { article, isNew, draft } = useEditing();
  const { me, site } = useDesk();
  const others = listOthers(article?.autosaves ?? [], me.id, Date.now());
  const isKept = keeping.kind === "saved" || keeping.kind === "kept apart";
  // Of an article that nobody has begun there is nothing to keep.
  const text = isNew && keeping.kind === "saved" ? null : writeState(keeping, formatClock);
  return (
    <div class="editor-bar">
      <a class="editor-back" href={formatPlace("articles")}>
        <Icon name="back" />
        <span>{t("editor.back")}</span>
      </a>
      <span class="editor-language wide-only">{getLanguageName(site, draft.lang)}</span>
      {article && <StatusBadge article={{ ...article, has_changes: article.has_changes || (isChanged && article.status === "published") }} />}
      <p class={`keeping${WORRYING.has(keeping.kind) ? " worrying" : ""}`} role="status">
        {isKept && text && <Icon name="check" size={18} />}
        <span class={isKept && keeping.at ? "wide-only" : undefined}>{text}</span>
        {isKept && keeping.at && <span class="narrow-only">{formatClock(keeping.at)}</span>}
      </p>
      <span class="editor-others">
        {article &&
          others.map((other) => (
            <a key={other.by.id} href={formatUnsaved(article.id, other)}>
              {t(other.isWriting ? "keeping.other.writing" : "keeping.other.unsaved", { name: other.by.name, time: formatWhen(other.at) })}
            </a>
          ))}
      </span>
      <div class="editor-buttons">{children}</div>
    </div>
  );
}
