/** The uploads at the bottom of all screens, while there is something to see of them. */

import { useEffect } from "preact/hooks";
import { useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { t } from "../texts/texts.ts";
import { useStore } from "../ui/use-store.ts";
import type { UploadQueue } from "./queue.ts";
import { UploadActions, UploadProgress } from "./upload-state.tsx";

/** `isHidden`: the screen shows the uploads itself. */
export function UploadBar({ isHidden }: { isHidden: boolean }) {
  const { uploads } = useDesk();
  useStore(uploads);
  useConnection(uploads);
  useLeaveWarning(uploads);
  const shown = uploads.items.filter(({ stage }) => stage !== "ready");
  if (isHidden || !shown.length) return null;
  return (
    <aside class="upload-bar" aria-label={t("pictures.uploads")}>
      <p>
        <a href={formatPlace("pictures")}>{t("pictures.uploads")}</a> <UploadCount />
      </p>
      <ul>
        {shown.map((item) => (
          <li key={item.key}>
            <b>{item.name}</b>
            <UploadProgress item={item} />
            <UploadActions item={item} />
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** `2 of 3 done`. Screen readers hear it when it changes. */
export function UploadCount() {
  const { uploads } = useDesk();
  useStore(uploads);
  const done = uploads.items.filter(({ stage }) => stage === "ready").length;
  return (
    <span class="upload-count" role="status">
      {uploads.items.length > 0 && t("pictures.done", { done, total: uploads.items.length })}
    </span>
  );
}

function useConnection(uploads: UploadQueue): void {
  useEffect(() => {
    const retry = () => uploads.retryCut();
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [uploads]);
}

/** The browser asks before the page is closed. */
function useLeaveWarning(uploads: UploadQueue): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => uploads.isBusy && event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [uploads]);
}
