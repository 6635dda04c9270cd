/** Gives a picture another file. Readers see the former one until it is accepted. */

import { readPicture } from "../api/pictures.ts";
import { isPassing } from "../api/problem.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { useStore } from "../ui/use-store.ts";
import { FileButton } from "./file-input.tsx";
import type { PictureEditor } from "./picture-editor.ts";
import { UploadActions, UploadProgress } from "./upload-state.tsx";

export function ReplaceFile({ editor }: { editor: PictureEditor }) {
  const { client, uploads } = useDesk();
  useStore(uploads);
  const { saved } = editor;
  const running = uploads.items.find(({ picture, replaces, stage }) => stage !== "ready" && (picture ?? replaces) === saved.id);
  const refresh = async () => {
    const picture = await readPicture(client, saved.id).catch((error: unknown) => {
      if (!isPassing(error)) throw error;
    });
    if (picture) editor.take(picture);
  };
  // Before: an earlier file that was refused is a version of the picture, too. Afterwards: what became of this one.
  const replace = async ([file]: File[]) => {
    if (!file) return;
    await refresh();
    await uploads.add(file, { target: editor.saved }).done;
    await refresh();
  };
  if (!running) {
    return (
      <FileButton isSingle onFiles={(files) => void replace(files)}>
        {t(saved.image ? "pictures.replace" : "pictures.sendAgain")}
      </FileButton>
    );
  }
  return (
    <div class="replacing">
      <b>{running.name}</b>
      <UploadProgress item={running} />
      <UploadActions item={running} />
    </div>
  );
}
