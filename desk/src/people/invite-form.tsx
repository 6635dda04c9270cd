/** The form that invites a member of staff. */

import { useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { inviteMember, type Invitation } from "../api/staff.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Form, FormFailure } from "../ui/form.tsx";
import { useAction } from "../ui/use-action.ts";
import { GroupField } from "./group-field.tsx";

export function InviteForm({ onDone, onClose }: { onDone: (text: string) => void; onClose: () => void }) {
  const { client } = useDesk();
  const [invitation, setInvitation] = useState<Invitation>({ email: "", name: "", group: "author" });
  const [key, setKey] = useState(() => crypto.randomUUID());
  const change = (changes: Partial<Invitation>) => {
    setInvitation({ ...invitation, ...changes });
    setKey(crypto.randomUUID()); // another invitation
  };
  const sending = useAction(async () => {
    await inviteMember(client, invitation, key);
    onDone(t("staff.invitedNow", { name: invitation.name.trim(), email: invitation.email.trim() }));
  });
  const isTaken = sending.failure instanceof Problem && sending.failure.document.type.endsWith("address-taken");
  return (
    <Form class="side form-rows" takesFocus onSubmit={sending.run}>
      <h2>{t("staff.invite")}</h2>
      {!isTaken && <FormFailure action={sending} />}
      <TextField label={t("staff.email")} type="email" required autocomplete="off" maxLength={254} value={invitation.email} error={isTaken ? t("staff.taken") : sending.at("email")} onValue={(email) => change({ email })} />
      <TextField label={t("staff.name")} hint={t("staff.nameHint")} required autocomplete="off" maxLength={200} value={invitation.name} error={sending.at("name")} onValue={(name) => change({ name })} />
      <GroupField value={invitation.group} error={sending.at("group")} onValue={(group) => change({ group })} />
      <p class="hint">{t("staff.inviteHint")}</p>
      <div class="form-foot">
        <Button type="submit" kind="main" isBusy={sending.isBusy}>
          {t("staff.send")}
        </Button>
        <Button onClick={onClose}>{t("app.cancel")}</Button>
      </div>
    </Form>
  );
}
