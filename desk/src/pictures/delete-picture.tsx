/** Deletes a picture that nothing shows; else says where it is shown. */

import { useState } from "preact/hooks";
import { deletePicture } from "../api/pictures.ts";
import { Problem } from "../api/problem.ts";
import type { Picture } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
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
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const isUsed = Boolean(picture.uses?.length) || (error instanceof Problem && error.status === 409);
  const remove = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await deletePicture(client, picture);
      onDeleted(picture.id);
    } catch (failure) {
      // An answer to an earlier try was lost: it is deleted.
      if (failure instanceof Problem && failure.status === 404) return onDeleted(picture.id);
      setError(failure);
      setBusy(false);
    }
  };
  const footer = (
    <>
      <Button onClick={onClose}>{t(isUsed ? "app.close" : "app.cancel")}</Button>
      {!isUsed && (
        <Button kind="danger" isBusy={isBusy} onClick={() => void remove()}>
          {t("pictures.delete")}
        </Button>
      )}
    </>
  );
  return (
    <Dialog title={t("pictures.delete")} onClose={onClose} footer={footer}>
      <p>{t(isUsed ? "pictures.inUse" : "pictures.deleteQuestion")}</p>
      {isUsed && <UseList uses={picture.uses ?? []} />}
      {Boolean(error) && <DeleteError error={error} onRetry={() => void remove()} />}
    </Dialog>
  );
}

function DeleteError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  // 409 is said above; after 412 the person should see what has changed.
  if (error instanceof Problem && error.status === 409) return null;
  if (error instanceof Problem && error.status === 412) return <Notice>{t("pictures.changedMeanwhile")}</Notice>;
  return <ErrorNotice error={error} onRetry={onRetry} />;
}
