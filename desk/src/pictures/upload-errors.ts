/** Why an upload did not end well: what can be done, and the words for it. */

import { isPassing, Problem, SignedOut } from "../api/problem.ts";
import { t } from "../texts/texts.ts";
import { describeError } from "../ui/notice.tsx";
import { Overtaken } from "./announcement.ts";
import { FileRejected } from "./file-check.ts";
import { SendingFailed } from "./form-post.ts";
import { PictureRefused } from "./upload.ts";

/** Whether the same file will fail at each try. */
export function isFinal(error: unknown): boolean {
  if (error instanceof FileRejected || error instanceof Overtaken) return true;
  if (error instanceof PictureRefused) return !error.isPassing;
  if (error instanceof SendingFailed) return error.kind === "refused";
  // 409 and 412: another request of that moment.
  return error instanceof Problem && error.status < 500 && ![409, 412, 429].includes(error.status);
}

/** Whether it was the connection or the server, and may be over soon. */
export function isCut(error: unknown): boolean {
  return isPassing(error) || (error instanceof SendingFailed && error.kind === "cut");
}

export function describeUploadError(error: unknown): string {
  if (error instanceof FileRejected) return t(error.reason, error.values);
  if (error instanceof PictureRefused) return t(`pictures.refusal.${error.code}`);
  if (error instanceof Overtaken) return t("pictures.overtaken");
  if (error instanceof SendingFailed) return t(`pictures.sending.${error.kind}`);
  if (error instanceof SignedOut) return t("pictures.signedOut");
  return describeError(error);
}
