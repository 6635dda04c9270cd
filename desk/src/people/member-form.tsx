/** The form of a member of staff: name, group, removal. */

import { useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { changeMember, removeMember, type Member } from "../api/staff.ts";
import type { Group } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useFocusOnError } from "../ui/use-focus-on-error.ts";
import { GroupField } from "./group-field.tsx";

interface Properties {
  member: Member;
  onDone: (text: string) => void;
  onClose: () => void;
  /** Somebody else has removed the member. */
  onGone: () => void;
}

export function MemberForm({ member, onDone, onClose, onGone }: Properties) {
  const { client, me } = useDesk();
  const isSelf = member.id === me.id;
  const [name, setName] = useState(member.name ?? "");
  const [group, setGroup] = useState<Group | undefined>(member.groups.at(-1));
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const form = useFocusOnError(error);
  const changes = { ...(name.trim() !== member.name && { name }), ...(group !== member.groups.at(-1) && { group }) };
  const fail = (failure: unknown) => {
    setError(failure);
    if (failure instanceof Problem && failure.status === 404) onGone();
  };
  const save = async () => {
    setBusy(true);
    setError(undefined);
    await changeMember(client, member.id, changes).then(() => onDone(t("staff.changed", { name: name.trim() })), fail);
    setBusy(false);
  };
  const at = (field: string) => (error instanceof Problem ? error.at(field) : undefined);
  const isAtField = error instanceof Problem && Boolean(error.document.errors?.length);
  return (
    <form
      ref={form}
      class="side form-rows"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy && Object.keys(changes).length) void save();
      }}
    >
      <h2>{member.name ?? member.email}</h2>
      <p class="meta">{member.email}</p>
      {Boolean(error) && !isAtField && <ErrorNotice error={error} />}
      <TextField label={t("staff.name")} hint={t("staff.nameHint")} required maxLength={200} value={name} error={at("name")} onValue={setName} />
      <GroupField value={group} error={at("group")} disabled={isSelf} onValue={setGroup} />
      <p class="hint">{t(isSelf ? "staff.self" : "staff.changeHint")}</p>
      <div class="form-foot">
        <Button type="submit" kind="main" isBusy={isBusy} aria-disabled={!Object.keys(changes).length || undefined}>
          {t("app.save")}
        </Button>
        <Button onClick={onClose}>{t("app.cancel")}</Button>
        {!isSelf && (
          <Button kind="danger" icon="trash" onClick={() => setAsking(true)}>
            {t("staff.remove")}
          </Button>
        )}
      </div>
      {isAsking && <RemoveDialog member={member} onDone={onDone} onClose={() => setAsking(false)} />}
    </form>
  );
}

function RemoveDialog({ member, onDone, onClose }: Pick<Properties, "member" | "onDone" | "onClose">) {
  const { client } = useDesk();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const name = member.name ?? member.email;
  const remove = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await removeMember(client, member.id);
      onDone(t("staff.removed", { name }));
    } catch (failure) {
      // Removed already: the answer to the first request was lost, or another admin was faster.
      if (failure instanceof Problem && failure.status === 404) onDone(t("staff.removed", { name }));
      else setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const foot = (
    <>
      <Button onClick={onClose}>{t("app.cancel")}</Button>
      <Button kind="danger" icon="trash" isBusy={isBusy} onClick={remove}>
        {t("staff.removeName", { name })}
      </Button>
    </>
  );
  return (
    <Dialog title={t("staff.removeTitle", { name })} note={member.email} onClose={onClose} footer={foot}>
      {Boolean(error) && <ErrorNotice error={error} />}
      <p>{t("staff.removeText")}</p>
    </Dialog>
  );
}
