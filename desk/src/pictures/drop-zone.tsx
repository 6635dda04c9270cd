/** Says how pictures come to the library, and shows that files may be dropped. */

import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Icon } from "../ui/icon.tsx";
import { nameNow } from "./file-check.ts";
import { useFiles } from "./file-input.tsx";
import type { UploadQueue } from "./queue.ts";
import { UploadCount } from "./upload-bar.tsx";

export function addFiles(uploads: UploadQueue, files: File[]): void {
  for (const file of files) uploads.add(file, { name: nameNow(file) });
}

/** Files may be dropped anywhere on the page while it is there. */
export function DropZone() {
  const { uploads } = useDesk();
  const isOver = useFiles((files) => addFiles(uploads, files));
  return (
    <div class={`drop-zone${isOver ? " over" : ""}`}>
      <Icon name="up" />
      <p>
        <span class="with-pointer">
          <b>{t("pictures.drop")}</b> {t("pictures.dropHint")}
        </span>{" "}
        {t("pictures.limits")}
      </p>
      <UploadCount />
    </div>
  );
}
