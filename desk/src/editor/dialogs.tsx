/** The dialogs of the editor by their names. */

import { t } from "../texts/texts.ts";
import { ConfirmDialog } from "./actions/confirm-dialog.tsx";
import { NoteDialog } from "./actions/note-dialog.tsx";
import { PreviewDialog } from "./actions/preview-dialog.tsx";
import { PublishDialog } from "./actions/publish-dialog.tsx";
import { WithdrawDialog } from "./actions/withdraw-dialog.tsx";
import { useEditing } from "./editing.ts";
import type { ReadersAction } from "./panel/readers.tsx";
import type { MainAction } from "./rights.ts";
import type { Commands } from "./use-commands.ts";

export type DialogName = MainAction | ReadersAction | "preview";

export function Dialogs({ name, commands, onClose }: { name: DialogName; commands: Commands; onClose: () => void }) {
  const { article } = useEditing();
  switch (name) {
    case "publish":
    case "publishChanges":
      return <PublishDialog mode="publish" onConfirm={commands.publish} onClose={onClose} />;
    case "reschedule":
    case "schedule":
      return <PublishDialog mode="plan" onConfirm={commands.plan} onClose={onClose} />;
    case "submit":
      return <NoteDialog kind="submit" onConfirm={commands.submit} onClose={onClose} />;
    case "return":
      return <NoteDialog kind="return" onConfirm={commands.returnToAuthor} onClose={onClose} />;
    case "withdraw":
      return <WithdrawDialog onConfirm={commands.withdraw} onClose={onClose} />;
    case "preview":
      return article && <PreviewDialog article={article.id} onClose={onClose} />;
    case "discard":
    case "unschedule":
    case "bin":
    case "undelete":
      return <ConfirmDialog title={t(`${name}.title`)} text={t(`${name}.text`)} confirm={t(`${name}.confirm`)} onConfirm={commands[name]} onClose={onClose} />;
  }
}
