/** A question before something that is not undone by a key. */

import { ActionDialog } from "../../ui/action-dialog.tsx";
import { useAction } from "../../ui/use-action.ts";

interface Properties {
  title: string;
  text: string;
  confirm: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

export function ConfirmDialog({ text, onConfirm, ...rest }: Properties) {
  return (
    <ActionDialog {...rest} action={useAction(onConfirm)} isDanger>
      <p>{text}</p>
    </ActionDialog>
  );
}
