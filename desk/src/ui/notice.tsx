/** A sentence that stands out: what happened, and what can be done. */

import type { ComponentChildren } from "preact";
import { Problem, Unreachable } from "../api/problem.ts";
import { formatPlace } from "../app/router.ts";
import { describeReason } from "../texts/reasons.ts";
import { t, type TextName } from "../texts/texts.ts";
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

/** Why something could not be loaded or done, with the number of the request. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { article } = error instanceof Problem ? error.document : {};
  return (
    <Notice kind="alert" action={onRetry && <Button onClick={onRetry}>{t("app.retry")}</Button>}>
      {describeError(error)} {article && <a href={formatPlace("articles", [article])}>{t("check.open")}</a>}
      {error instanceof Problem && error.requestId && (
        <details>
          <summary>{t("app.details")}</summary>
          {error.document.detail || error.document.title} ({error.status}), {error.requestId}
        </details>
      )}
    </Notice>
  );
}

export function describeError(error: unknown): string {
  if (error instanceof Unreachable) return t("app.unreachable");
  if (!(error instanceof Problem)) return t("app.failed");
  if (error.status === 403) return t("app.forbidden");
  const { errors } = error.document;
  if (errors?.length) return errors.map(({ pointer, detail }) => [nameField(pointer), describeReason(detail)].filter(Boolean).join(": ")).join(" ");
  return find(`problem.${error.code}`) ?? error.message;
}

/** The name of the field of an article at which a JSON pointer points; undefined for any other pointer. */
function nameField(pointer: string): string | undefined {
  const [, name] = /^#\/(?:changes\/)?([a-z_]+)/.exec(pointer) ?? [];
  return find(`keeping.field.${name}`);
}

/** A text of which the name comes from the API; undefined if there is none. */
function find(name: string): string | undefined {
  const text = t(name as TextName);
  return text === name ? undefined : text;
}
