/** A note to a colleague: with a draft that is handed in, or returned. */

import { useState } from "preact/hooks";
import { t } from "../../texts/texts.ts";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { TextArea } from "../../ui/field.tsx";
import { useAction } from "../../ui/use-action.ts";

interface Properties {
  kind: "submit" | "return";
  onConfirm: (note: string) => Promise<unknown>;
  onClose: () => void;
}

export function NoteDialog({ kind, onConfirm, onClose }: Properties) {
  const [note, setNote] = useState("");
  const [error, setError] = useState<string>();
  const action = useAction(async () => {
    // Who gets a draft back must know why.
    if (kind === "return" && !note.trim()) return setError(t("return.noteMissing"));
    return onConfirm(note.trim());
  });
  return (
    <ActionDialog title={t(`${kind}.title`)} action={action} confirm={t(`${kind}.confirm`)} onClose={onClose}>
      <p>{t(`${kind}.text`)}</p>
      <TextArea
        label={t(`${kind}.note`)}
        value={note}
        maxLength={1000}
        error={error}
        onValue={(value) => {
          setNote(value);
          setError(undefined);
        }}
      />
    </ActionDialog>
  );
}
