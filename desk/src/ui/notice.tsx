/** A sentence that stands out: what happened, and what can be done. */

import type { ComponentChildren } from "preact";
import { Problem, Unreachable } from "../api/problem.ts";
import { t } from "../texts/texts.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

export function Notice({ kind = "late", children, action }: { kind?: "late" | "alert" | "plain"; children: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class={`notice ${kind}`} role={kind === "alert" ? "alert" : undefined}>
      {kind !== "plain" && <Icon name="alert" />}
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Why something could not be loaded or done, in the words of the API, with the number of the request. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <Notice kind="alert" action={onRetry && <Button onClick={onRetry}>{t("app.retry")}</Button>}>
      {describeError(error)}
      {error instanceof Problem && error.requestId && (
        <details>
          <summary>{t("app.details")}</summary>
          {error.document.title} ({error.status}), {error.requestId}
        </details>
      )}
    </Notice>
  );
}

export function describeError(error: unknown): string {
  if (error instanceof Unreachable) return t("app.unreachable");
  if (error instanceof Problem) return error.status === 403 ? t("app.forbidden") : error.message;
  return t("app.failed");
}
