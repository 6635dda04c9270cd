/** Deletes a picture that nothing shows; else says where it is shown. */

import { useState } from "preact/hooks";
import { deletePicture } from "../api/pictures.ts";
import { Problem } from "../api/problem.ts";
import type { Picture } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { ActionDialog } from "../ui/action-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { passIf, useAction } from "../ui/use-action.ts";
import { UseList } from "./uses.tsx";

export function DeletePicture({ picture, onDeleted }: { picture: Picture; onDeleted: (id: string) => void }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button kind="danger" icon="trash" onClick={() => setAsking(true)}>
        {t("pictures.delete")}
      </Button>
      {isAsking && <DeleteDialog picture={picture} onDeleted={onDeleted} onClose={() => setAsking(false)} />}
    </>
  );
}

function DeleteDialog({ picture, onDeleted, onClose }: { picture: Picture; onDeleted: (id: string) => void; onClose: () => void }) {
  const { client } = useDesk();
  const action = useAction(async () => {
    // 404: the answer to an earlier try was lost.
    await deletePicture(client, picture).catch(passIf(404));
    onDeleted(picture.id);
  });
  const { failure } = action;
  const status = failure instanceof Problem ? failure.status : undefined;
  if (picture.uses?.length || status === 409) {
    return (
      <Dialog title={t("pictures.delete")} onClose={onClose} footer={<Button onClick={onClose}>{t("app.close")}</Button>}>
        <p>{t("pictures.inUse")}</p>
        <UseList uses={picture.uses ?? []} />
      </Dialog>
    );
  }
  // After 412 the person should see what has changed.
  const changed = status === 412 ? <Notice>{t("pictures.changedMeanwhile")}</Notice> : undefined;
  return (
    <ActionDialog isDanger title={t("pictures.delete")} confirm={t("pictures.delete")} action={action} failure={changed} onClose={onClose}>
      <p>{t("pictures.deleteQuestion")}</p>
    </ActionDialog>
  );
}
