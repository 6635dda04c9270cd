/** A question before something that is not undone by a key. */

import { useState } from "preact/hooks";
import { t } from "../../texts/texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorNotice } from "../../ui/notice.tsx";

interface Properties {
  title: string;
  text: string;
  confirm: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

export function ConfirmDialog({ title, text, confirm, onConfirm, onClose }: Properties) {
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setFailure(await onConfirm());
    setBusy(false);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("app.cancel")}</Button>
          <Button kind="danger" isBusy={isBusy} onClick={run}>
            {confirm}
          </Button>
        </>
      }
    >
      {Boolean(failure) && <ErrorNotice error={failure} />}
      <p>{text}</p>
    </Dialog>
  );
}
