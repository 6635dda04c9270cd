/** Withdrawal. It works without the present version: a story must be gone at once. */

import { useState } from "preact/hooks";
import { t } from "../../texts/texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { CheckField, TextArea } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/notice.tsx";
import { useEditing } from "../editing.ts";

export interface WithdrawalChoice {
  whole_story: boolean;
  note?: string;
}

interface Properties {
  onConfirm: (choice: WithdrawalChoice) => Promise<unknown>;
  onClose: () => void;
}

export function WithdrawDialog({ onConfirm, onClose }: Properties) {
  const { article, draft } = useEditing();
  const others = (article?.translations ?? []).filter((member) => member.status === "published" && member.id !== article?.id);
  const [isWhole, setWhole] = useState(true);
  const [note, setNote] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    setFailure(await onConfirm({ whole_story: others.length > 0 && isWhole, ...(note.trim() ? { note: note.trim() } : {}) }));
    setBusy(false);
  };
  return (
    <Dialog
      title={t("withdraw.title")}
      note={<span lang={draft.lang}>{draft.title}</span>}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("app.cancel")}</Button>
          <Button kind="danger" isBusy={isBusy} onClick={confirm}>
            {t(others.length && isWhole ? "withdraw.confirmStory" : "withdraw.confirm", { count: others.length + 1 })}
          </Button>
        </>
      }
    >
      <div class="stack">
        {Boolean(failure) && <ErrorNotice error={failure} />}
        <p>{t("withdraw.text")}</p>
        {others.length > 0 && <CheckField label={<b>{t("withdraw.whole")}</b>} hint={others.map((member) => member.lang).join(", ")} isChecked={isWhole} onValue={setWhole} />}
        <TextArea label={t("withdraw.note")} hint={t("withdraw.noteHint")} value={note} maxLength={1000} onValue={setNote} />
      </div>
    </Dialog>
  );
}
