/** Follows the work of the server on a picture: a new file, or crops around a new focus. */

import { useEffect } from "preact/hooks";
import { readPicture } from "../api/pictures.ts";
import { isPassing } from "../api/problem.ts";
import type { Picture } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { CENTER, isSameFocus } from "./edits.ts";
import { browserEnvironment } from "./environment.ts";
import type { PictureEditor } from "./picture-editor.ts";

/** Milliseconds between two questions: 1, 2, 4, 8, 8 … seconds. */
const MAX_PAUSE = 8_000;
/** Questions after which nothing more is expected: about two minutes. */
const MAX_QUESTIONS = 16;

/** Whether the crops are still around the former focus. */
export function areCropsOld({ image, focus = CENTER }: Picture): boolean {
  return image !== null && !isSameFocus(image.focus, focus);
}

export function useProcessing(editor: PictureEditor): void {
  const { client } = useDesk();
  const { saved } = editor;
  const isWorking = saved.file.status === "waiting" || areCropsOld(saved);
  useEffect(() => {
    if (!isWorking) return;
    const abort = new AbortController();
    follow(abort.signal).catch((error: unknown) => {
      if (!abort.signal.aborted) throw error;
    });
    return () => abort.abort();
  }, [isWorking, saved.version]);

  const follow = async (signal: AbortSignal) => {
    for (let question = 1, pause = 1_000; question <= MAX_QUESTIONS; question++, pause = Math.min(2 * pause, MAX_PAUSE)) {
      await browserEnvironment.pause(pause, signal);
      const picture = await readPicture(client, saved.id, signal).catch((error: unknown) => {
        if (!isPassing(error)) throw error;
      });
      if (picture) editor.take(picture);
    }
  };
}
