/** A dialog to choose a picture from the library, or to upload one. */

import { useState } from "preact/hooks";
import type { Picture } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { addFiles, DropZone } from "./drop-zone.tsx";
import { FileButton } from "./file-input.tsx";
import { LibraryFilters } from "./filters.tsx";
import { Library } from "./library.tsx";
import type { LibraryQuery } from "./use-library.ts";

export function PictureChooser({ onChoose, onClose }: { onChoose: (picture: Picture) => void; onClose: () => void }) {
  const { pictures, uploads } = useDesk();
  const [query, setQuery] = useState<LibraryQuery>({ status: "ready" });
  const choose = (picture: Picture) => {
    pictures.put(picture);
    onChoose(picture);
  };
  const footer = (
    <>
      <Button onClick={onClose}>{t("app.cancel")}</Button>
      <FileButton onFiles={(files) => addFiles(uploads, files)}>{t("pictures.add")}</FileButton>
    </>
  );
  return (
    <Dialog size="wide" title={t("pictures.choose")} onClose={onClose} footer={footer}>
      <div class="picture-chooser">
        <LibraryFilters query={query} onQuery={setQuery} />
        <DropZone />
        <Library query={query} onChoose={choose} />
      </div>
    </Dialog>
  );
}
