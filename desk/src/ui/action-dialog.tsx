/** A dialog that asks before something is done. It says why that failed. */

import type { ComponentChildren } from "preact";
import { t } from "../texts/texts.ts";
import { Button } from "./button.tsx";
import { Dialog, type DialogProperties } from "./dialog.tsx";
import { ErrorNotice } from "./notice.tsx";
import type { Action } from "./use-action.ts";
import { useFirstError } from "./use-first-error.ts";

interface Properties extends Omit<DialogProperties, "footer"> {
  action: Action;
  /** On the button: what it does. */
  confirm: string;
  /** Readers or colleagues would miss what goes. */
  isDanger?: boolean;
  /** It cannot be done as it is. */
  isBlocked?: boolean;
  /** In place of the words of the API. */
  failure?: ComponentChildren;
}

export function ActionDialog({ action, confirm, isDanger, isBlocked, failure, children, ...dialog }: Properties) {
  const { element, focusError } = useFirstError<HTMLDivElement>();
  const footer = (
    <>
      <Button onClick={dialog.onClose}>{t("app.cancel")}</Button>
      <Button kind={isDanger ? "danger" : "main"} isBusy={action.isBusy} disabled={isBlocked} onClick={() => action.run().then(focusError)}>
        {confirm}
      </Button>
    </>
  );
  return (
    <Dialog {...dialog} footer={footer}>
      <div ref={element} class="stack">
        {failure ?? (Boolean(action.failure) && <ErrorNotice error={action.failure} />)}
        {children}
      </div>
    </Dialog>
  );
}
