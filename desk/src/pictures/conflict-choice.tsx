/** Lets a person decide between the own change and that of somebody else. */

import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import type { Conflict } from "./edits.ts";
import type { PictureEditor } from "./picture-editor.ts";

/** `theirs` in words; empty if they have removed it. */
export function ConflictChoice({ editor, conflict, theirs }: { editor: PictureEditor; conflict: Conflict; theirs: string }) {
  const name = editor.saved.changed_by.name;
  return (
    <div class="picture-conflict" role="group" aria-label={t("pictures.conflict")}>
      <p>
        {theirs ? t("pictures.theirs", { name }) : t("pictures.theyRemoved", { name })} {theirs && <q>{theirs}</q>}
      </p>
      <Button isSmall onClick={() => editor.decide(conflict, "mine")}>
        {t("pictures.keepMine")}
      </Button>
      <Button isSmall onClick={() => editor.decide(conflict, "theirs")}>
        {t("pictures.takeTheirs")}
      </Button>
    </div>
  );
}
