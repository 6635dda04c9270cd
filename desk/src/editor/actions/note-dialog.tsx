/** A note to a colleague: with a draft that is handed in, or returned. */

import { useState } from "preact/hooks";
import { t } from "../../texts/texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextArea } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/notice.tsx";

interface Properties {
  kind: "submit" | "return";
  onConfirm: (note: string) => Promise<unknown>;
  onClose: () => void;
}

export function NoteDialog({ kind, onConfirm, onClose }: Properties) {
  const [note, setNote] = useState("");
  const [error, setError] = useState<string>();
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    // Who gets a draft back must know why.
    if (kind === "return" && !note.trim()) return setError(t("return.noteMissing"));
    setBusy(true);
    setFailure(await onConfirm(note.trim()));
    setBusy(false);
  };
  return (
    <Dialog
      title={t(`${kind}.title`)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("app.cancel")}</Button>
          <Button kind="main" isBusy={isBusy} onClick={confirm}>
            {t(`${kind}.confirm`)}
          </Button>
        </>
      }
    >
      <div class="stack">
        {Boolean(failure) && <ErrorNotice error={failure} />}
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
      </div>
    </Dialog>
  );
}
