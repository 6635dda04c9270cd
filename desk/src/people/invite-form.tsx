/** The form that invites a member of staff. */

import { useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { inviteMember, type Invitation } from "../api/staff.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useFocusOnError } from "../ui/use-focus-on-error.ts";
import { GroupField } from "./group-field.tsx";

export function InviteForm({ onDone, onClose }: { onDone: (text: string) => void; onClose: () => void }) {
  const { client } = useDesk();
  const [invitation, setInvitation] = useState<Invitation>({ email: "", name: "", group: "author" });
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const form = useFocusOnError(error);
  const change = (changes: Partial<Invitation>) => {
    setInvitation({ ...invitation, ...changes });
    setKey(crypto.randomUUID()); // another invitation
  };
  const send = async () => {
    setBusy(true);
    setError(undefined);
    const name = invitation.name.trim();
    await inviteMember(client, invitation, key).then(() => onDone(t("staff.invitedNow", { name, email: invitation.email.trim() })), setError);
    setBusy(false);
  };
  const isTaken = error instanceof Problem && error.document.type.endsWith("address-taken");
  const at = (field: string) => (error instanceof Problem ? error.at(field) : undefined);
  const isAtField = isTaken || (error instanceof Problem && Boolean(error.document.errors?.length));
  return (
    <form
      ref={form}
      class="side form-rows"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void send();
      }}
    >
      <h2>{t("staff.invite")}</h2>
      {Boolean(error) && !isAtField && <ErrorNotice error={error} />}
      <TextField label={t("staff.email")} type="email" required autocomplete="off" maxLength={254} value={invitation.email} error={isTaken ? t("staff.taken") : at("email")} onValue={(email) => change({ email })} />
      <TextField label={t("staff.name")} hint={t("staff.nameHint")} required autocomplete="off" maxLength={200} value={invitation.name} error={at("name")} onValue={(name) => change({ name })} />
      <GroupField value={invitation.group} error={at("group")} onValue={(group) => change({ group })} />
      <p class="hint">{t("staff.inviteHint")}</p>
      <div class="form-foot">
        <Button type="submit" kind="main" isBusy={isBusy}>
          {t("staff.send")}
        </Button>
        <Button onClick={onClose}>{t("app.cancel")}</Button>
      </div>
    </form>
  );
}
