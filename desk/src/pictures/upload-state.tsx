/** The state of an upload, and what can be done with it. */

import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { formatDistance } from "../time.ts";
import { Button } from "../ui/button.tsx";
import type { UploadItem } from "./queue.ts";
import { formatSizes } from "./sizes.ts";
import { describeUploadError } from "./upload-errors.ts";

/** Seconds above which minutes are enough. */
const MANY = 90;

/** A bar and words; the words alone if the upload does not run. */
export function UploadProgress({ item }: { item: UploadItem }) {
  const { stage, sent, size } = item;
  const label = t("pictures.progressOf", { name: item.name });
  return (
    <>
      {stage === "sending" && <progress aria-label={label} max={size} value={sent} />}
      {stage === "processing" && <progress aria-label={label} max={1} value={1} />}
      <p class={stage === "failed" || stage === "refused" ? "error" : "quiet"}>{describeStage(item)}</p>
    </>
  );
}

function describeStage({ stage, sent, size, secondsLeft, error }: UploadItem): string {
  if (stage === "waiting") return t("pictures.stage.waiting");
  if (stage === "processing") return t("pictures.stage.processing");
  if (stage === "ready") return t("pictures.stage.ready");
  if (stage !== "sending") return describeUploadError(error);
  const percent = t("pictures.percent", { count: Math.floor((100 * sent) / Math.max(1, size)) });
  return [percent, formatSizes(sent, size), secondsLeft === null ? [] : formatSeconds(secondsLeft)].flat().join(" · ");
}

function formatSeconds(seconds: number): string {
  return seconds > MANY ? formatDistance(seconds * 1_000) : t("pictures.seconds", { count: seconds });
}

export function UploadActions({ item: { key, name, stage } }: { item: UploadItem }) {
  const { uploads } = useDesk();
  if (stage === "ready" || stage === "processing") return null;
  const isOver = stage === "refused";
  return (
    <div class="upload-actions">
      {stage === "failed" && (
        <Button isSmall aria-label={t("pictures.retryOf", { name })} onClick={() => uploads.retry(key)}>
          {t("app.retry")}
        </Button>
      )}
      <Button isSmall kind="quiet" aria-label={t(isOver ? "pictures.dismissOf" : "pictures.cancelOf", { name })} onClick={() => uploads.cancel(key)}>
        {t(isOver ? "pictures.dismiss" : "app.cancel")}
      </Button>
    </div>
  );
}
