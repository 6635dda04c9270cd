/** Withdrawal. It works without the present version: a story must be gone at once. */

import { useState } from "preact/hooks";
import { getLanguageName, useDesk } from "../../app/context.ts";
import { t } from "../../texts/texts.ts";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { CheckField, TextArea } from "../../ui/field.tsx";
import { useAction } from "../../ui/use-action.ts";
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
  const { site } = useDesk();
  const { article, draft } = useEditing();
  const others = (article?.translations ?? []).filter((member) => member.status === "published" && member.id !== article?.id);
  const [isWhole, setWhole] = useState(true);
  const [note, setNote] = useState("");
  const action = useAction(() => onConfirm({ whole_story: others.length > 0 && isWhole, ...(note.trim() ? { note: note.trim() } : {}) }));
  return (
    <ActionDialog
      title={t("withdraw.title")}
      note={<span lang={draft.lang}>{draft.title}</span>}
      action={action}
      confirm={t(others.length && isWhole ? "withdraw.confirmStory" : "withdraw.confirm", { count: others.length + 1 })}
      isDanger
      onClose={onClose}
    >
      <p>{t("withdraw.text")}</p>
      {others.length > 0 && <CheckField label={<b>{t("withdraw.whole")}</b>} hint={others.map((member) => getLanguageName(site, member.lang)).join(", ")} isChecked={isWhole} onValue={setWhole} />}
      <TextArea label={t("withdraw.note")} hint={t("withdraw.noteHint")} value={note} maxLength={1000} onValue={setNote} />
    </ActionDialog>
  );
}
