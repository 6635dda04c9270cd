/** The picture with its focal point and crops, or why there are none. */

import type { Focus, Picture } from "../api/types.ts";
import { t } from "../texts/texts.ts";
import { getLanguage } from "../texts/texts.ts";
import { Notice } from "../ui/notice.tsx";
import { CropPreviews } from "./crop-previews.tsx";
import { ConflictChoice } from "./conflict-choice.tsx";
import { FocusField } from "./focus-field.tsx";
import { findText, getPictureName } from "./images.ts";
import type { PictureEditor } from "./picture-editor.ts";
import { areCropsOld } from "./use-processing.ts";

export function FocusPart({ editor, isReadOnly }: { editor: PictureEditor; isReadOnly: boolean }) {
  const { saved, edit } = editor;
  const alt = findText(edit.alt, getLanguage()) ?? getPictureName(saved);
  const conflict = editor.conflicts.find(({ field }) => field === "focus");
  return (
    <div class="focus-part">
      <FileNotice picture={saved} />
      {saved.image && (
        <>
          <FocusField image={saved.image} alt={alt} focus={edit.focus} onFocus={(focus) => editor.setFocus(focus)} isReadOnly={isReadOnly} />
          {!isReadOnly && <p class="hint">{t("pictures.focusHint")}</p>}
          {conflict && <ConflictChoice editor={editor} conflict={conflict} theirs={formatFocus(saved.focus)} />}
          <CropPreviews image={saved.image} focus={edit.focus} />
          <p class="hint" role="status">
            {areCropsOld(saved) && t("pictures.cropping")}
          </p>
        </>
      )}
    </div>
  );
}

function formatFocus(focus: Focus | undefined): string {
  return focus ? t("pictures.focusAt", { left: Math.round(focus.x * 100), top: Math.round(focus.y * 100) }) : "";
}

/** What became of the latest file, if readers do not see it. */
export function FileNotice({ picture: { file, image } }: { picture: Picture }) {
  if (file.status === "waiting") return <Notice kind="plain">{t(image ? "pictures.newFileWaits" : "pictures.waits")}</Notice>;
  if (!file.refusal) return null;
  const reason = t(`pictures.refusal.${file.refusal.code}`);
  return <Notice>{image ? `${reason} ${t("pictures.formerStays")}` : reason}</Notice>;
}
