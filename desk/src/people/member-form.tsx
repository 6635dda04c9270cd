/** The form of a member of staff: name, group, removal. */

import { useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { changeMember, removeMember, type Member } from "../api/staff.ts";
import type { Group } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { ActionDialog } from "../ui/action-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Form, FormFailure } from "../ui/form.tsx";
import { passIf, useAction } from "../ui/use-action.ts";
import { GroupField } from "./group-field.tsx";

interface Properties {
  member: Member;
  onDone: (text: string) => void;
  onRemoved: (text: string) => void;
  onClose: () => void;
  /** Somebody else has removed the member. */
  onGone: () => void;
}

export function MemberForm({ member, onDone, onRemoved, onClose, onGone }: Properties) {
  const { client, me } = useDesk();
  const isSelf = member.id === me.id;
  const [name, setName] = useState(member.name ?? "");
  const [group, setGroup] = useState<Group | undefined>(member.groups.at(-1));
  const [isAsking, setAsking] = useState(false);
  const changes = { ...(name.trim() !== member.name && { name }), ...(group !== member.groups.at(-1) && { group }) };
  const isChanged = Object.keys(changes).length > 0;
  const saving = useAction(async () => {
    try {
      await changeMember(client, member.id, changes);
      onDone(t("staff.changed", { name: name.trim() }));
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 404) onGone();
      throw failure;
    }
  });
  return (
    <Form class="side form-rows" takesFocus onSubmit={() => (isChanged ? saving.run() : undefined)}>
      <h2>{member.name ?? member.email}</h2>
      <p class="meta">{member.email}</p>
      <FormFailure action={saving} />
      <TextField label={t("staff.name")} hint={t("staff.nameHint")} required maxLength={200} value={name} error={saving.at("name")} onValue={setName} />
      <GroupField value={group} error={saving.at("group")} disabled={isSelf} onValue={setGroup} />
      <p class="hint">{t(isSelf ? "staff.self" : "staff.changeHint")}</p>
      <div class="form-foot">
        <Button type="submit" kind="main" isBusy={saving.isBusy} aria-disabled={!isChanged || undefined}>
          {t("app.save")}
        </Button>
        <Button onClick={onClose}>{t("app.cancel")}</Button>
        {!isSelf && (
          <Button kind="danger" icon="trash" onClick={() => setAsking(true)}>
            {t("staff.remove")}
          </Button>
        )}
      </div>
      {isAsking && <RemoveDialog member={member} onRemoved={onRemoved} onClose={() => setAsking(false)} />}
    </Form>
  );
}

function RemoveDialog({ member, onRemoved, onClose }: Pick<Properties, "member" | "onRemoved" | "onClose">) {
  const { client } = useDesk();
  const name = member.name ?? member.email;
  const removal = useAction(async () => {
    await removeMember(client, member.id).catch(passIf(404));
    onRemoved(t("staff.removed", { name }));
  });
  return (
    <ActionDialog title={t("staff.removeTitle", { name })} note={member.email} action={removal} confirm={t("staff.removeName", { name })} isDanger onClose={onClose}>
      <p>{t("staff.removeText")}</p>
    </ActionDialog>
  );
}
