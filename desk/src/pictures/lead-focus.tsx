/** The focal point of a lead picture. It is the picture's own, so it is saved apart from the article. */

import { useEffect, useMemo } from "preact/hooks";
import type { Picture } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { useStore } from "../ui/use-store.ts";
import { canChange } from "./details.tsx";
import { openEditCopies } from "./edit-copies.ts";
import { FocusPart } from "./focus-part.tsx";
import { PictureEditor } from "./picture-editor.ts";
import { SaveRow } from "./save-row.tsx";
import { useProcessing } from "./use-processing.ts";

/** Milliseconds after the last move before the point is saved. Nobody looks for a button here before a publication. */
const PAUSE = 1_000;

export function LeadFocus({ picture }: { picture: Picture }) {
  const { client, me, pictures } = useDesk();
  const editor = useMemo(() => new PictureEditor(client, openEditCopies(me.id), picture), []);
  useStore(editor);
  useEffect(() => void editor.restore(), [editor]);
  useEffect(() => pictures.put(editor.saved), [editor.saved]);
  useProcessing(editor);
  const isReadOnly = !canChange(me, editor.saved);
  const isDue = !isReadOnly && editor.hasChanges && !editor.conflicts.length && !editor.isSaving && !editor.error;
  useEffect(() => {
    if (!isDue) return;
    const timer = setTimeout(() => void editor.save(), PAUSE);
    return () => clearTimeout(timer);
  }, [editor.edit, isDue]);
  return (
    <>
      <FocusPart editor={editor} isReadOnly={isReadOnly} />
      {!isReadOnly && (
        <>
          {editor.hasChanges && <p class="hint">{t("pictures.focusOfPicture")}</p>}
          <SaveRow editor={editor} />
        </>
      )}
    </>
  );
}
