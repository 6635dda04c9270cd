/** The details of a picture: focus, texts, uses, another file, deletion. */

import { useEffect, useMemo, useRef } from "preact/hooks";
import { readPicture } from "../api/pictures.ts";
import { Problem } from "../api/problem.ts";
import type { Me, Picture } from "../api/types.ts";
import { isAtLeast, useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { useStore } from "../ui/use-store.ts";
import { DeletePicture } from "./delete-picture.tsx";
import { openEditCopies } from "./edit-copies.ts";
import { FileFacts } from "./file-facts.tsx";
import { FocusPart } from "./focus-part.tsx";
import { getPictureName } from "./images.ts";
import { PictureEditor } from "./picture-editor.ts";
import { ReplaceFile } from "./replace-file.tsx";
import { SaveRow } from "./save-row.tsx";
import { TextsForm } from "./texts-form.tsx";
import { useProcessing } from "./use-processing.ts";
import { PictureUses } from "./uses.tsx";

interface Properties {
  id: string;
  /** Address of the library, for phones. */
  back: string;
  onChanged: (picture: Picture) => void;
  onDeleted: (id: string) => void;
}

export function PictureDetails({ id, back, onChanged, onDeleted }: Properties) {
  const { client } = useDesk();
  const { value, error, isSlow, reload } = useLoad(id, (signal) => readPicture(client, id, signal));
  const isGone = error instanceof Problem && (error.status === 404 || error.status === 422);
  return (
    <>
      <a class="picture-back" href={back}>
        {t("pictures.back")}
      </a>
      {isGone && <Notice>{t("pictures.gone")}</Notice>}
      {!isGone && Boolean(error) && <ErrorNotice error={error} onRetry={reload} />}
      {!value && !error && isSlow && <p role="status">{t("app.loading")}</p>}
      {value && <LoadedDetails key={value.id} picture={value} onChanged={onChanged} onDeleted={onDeleted} />}
    </>
  );
}

/** Editors may change all pictures, authors their own until readers see them. The API decides anyway. */
export function canChange(me: Me, { created_by, uses }: Picture): boolean {
  return isAtLeast(me, "editor") || (created_by.id === me.id && !uses?.some(({ status }) => status === "published"));
}

function LoadedDetails({ picture, onChanged, onDeleted }: { picture: Picture } & Pick<Properties, "onChanged" | "onDeleted">) {
  const { client, me } = useDesk();
  const editor = useMemo(() => new PictureEditor(client, openEditCopies(me.id), picture), []);
  useStore(editor);
  useEffect(() => void editor.restore(), [editor]);
  useEffect(() => onChanged(editor.saved), [editor.saved]);
  useProcessing(editor);
  const isReadOnly = !canChange(me, editor.saved);
  const heading = useFocusOnOpen();
  const save = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void editor.save();
  };
  return (
    <div onKeyDown={save}>
      <h2 ref={heading} tabIndex={-1}>
        {getPictureName(editor.saved)}
      </h2>
      <FocusPart editor={editor} isReadOnly={isReadOnly} />
      {isReadOnly && <Notice kind="plain">{t("pictures.readOnly")}</Notice>}
      <TextsForm editor={editor} isReadOnly={isReadOnly} />
      {!isReadOnly && <SaveRow editor={editor} />}
      <PictureUses uses={editor.saved.uses ?? []} />
      <FileFacts picture={editor.saved} />
      {!isReadOnly && (
        <div class="picture-actions">
          <ReplaceFile editor={editor} />
          <DeletePicture picture={editor.saved} onDeleted={onDeleted} />
        </div>
      )}
    </div>
  );
}

/** Who has chosen a card goes on in its details; who has opened the address begins at the top of the page. */
function useFocusOnOpen() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement?.matches(".picture-card")) heading.current?.focus();
  }, []);
  return heading;
}
