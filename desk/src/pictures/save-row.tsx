/** Saves the changes of a picture, and says what became of them. */

import { Problem } from "../api/problem.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import type { PictureEditor } from "./picture-editor.ts";

export function SaveRow({ editor }: { editor: PictureEditor }) {
  const { hasChanges, conflicts, error, isSaving } = editor;
  return (
    <div class="save-row">
      {editor.hasJoined && <Notice kind="plain">{t("pictures.joined", { name: editor.saved.changed_by.name })}</Notice>}
      {conflicts.length > 0 && <Notice>{t("pictures.decide", { count: conflicts.length })}</Notice>}
      {Boolean(error) && <SaveError error={error} onRetry={() => void editor.save()} />}
      {hasChanges && (
        <div class="save-buttons">
          <Button kind="main" isBusy={isSaving} disabled={conflicts.length > 0} onClick={() => void editor.save()}>
            {t("app.save")}
          </Button>
          <Button kind="quiet" disabled={isSaving} onClick={() => editor.discard()}>
            {t("pictures.discard")}
          </Button>
        </div>
      )}
      <p class="quiet" role="status">
        {describeState(editor)}
      </p>
    </div>
  );
}

/** Errors of fields stand there; what stands nowhere is said here. */
function SaveError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const isAtFields = error instanceof Problem && Boolean(error.document.errors?.length);
  return isAtFields ? <Notice kind="alert">{t("pictures.wrong")}</Notice> : <ErrorNotice error={error} onRetry={onRetry} />;
}

function describeState({ isSaving, isSaved, hasChanges, saved }: PictureEditor): string {
  if (isSaving) return t("pictures.saving");
  if (hasChanges) return t("pictures.keptHere");
  if (!isSaved) return "";
  const isPublic = saved.uses?.some(({ status }) => status === "published");
  return isPublic ? t("pictures.savedPublic") : t("pictures.saved");
}
