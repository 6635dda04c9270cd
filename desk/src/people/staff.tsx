/** The members of staff, for admins: invite, change, remove. */

import type { Ref } from "preact";
import { useEffect, useState } from "preact/hooks";
import { listMembers, type Member } from "../api/staff.ts";
import { useDesk } from "../app/context.ts";
import { ShelfSkeleton } from "../shelf/table.tsx";
import { t, type TextName } from "../texts/texts.ts";
import { formatDay } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { useWayBack } from "../ui/use-way-back.ts";
import { InviteForm } from "./invite-form.tsx";
import { MemberForm } from "./member-form.tsx";

type Side = { kind: "invite" } | { kind: "member"; id: string };

export function StaffScreen() {
  const { client } = useDesk();
  const members = useLoad("staff", (signal) => listMembers(client, signal));
  const [side, setSide] = useState<Side | null>(null);
  const [said, setSaid] = useState("");
  useEffect(() => {
    document.title = `${t("staff.title")} – ${t("app.name")}`;
  }, []);
  const done = (text: string) => {
    setSaid(text);
    setSide(null);
    members.reload();
  };
  const member = side?.kind === "member" ? members.value?.find(({ id }) => id === side.id) : undefined;
  const open = side?.kind === "invite" ? "invite" : member?.id;
  const wayBack = useWayBack<HTMLTableElement>(open);
  const removed = (text: string) => {
    wayBack.forget();
    done(text);
  };
  return (
    <main id="content" class="screen staff" tabIndex={-1}>
      <div class="screen-head">
        <h1>{t("staff.title")}</h1>
        <Button kind="main" icon="add" onClick={() => setSide({ kind: "invite" })}>
          {t("staff.invite")}
        </Button>
      </div>
      <div role="status">{said && <Notice kind="plain">{said}</Notice>}</div>
      {Boolean(members.error) && <ErrorNotice error={members.error} onRetry={members.reload} />}
      {!members.value && members.isSlow && <ShelfSkeleton />}
      <div class={`with-side${open ? " is-open" : ""}`}>
        {members.value && <MemberTable list={wayBack.list} members={members.value} chosen={member?.id} onChoose={(id) => setSide({ kind: "member", id })} />}
        {side?.kind === "invite" && <InviteForm onDone={done} onClose={() => setSide(null)} />}
        {member && <MemberForm key={member.id} member={member} onDone={done} onRemoved={removed} onClose={() => setSide(null)} onGone={members.reload} />}
      </div>
    </main>
  );
}

function MemberTable({ list, members, chosen, onChoose }: { list: Ref<HTMLTableElement>; members: Member[]; chosen: string | undefined; onChoose: (id: string) => void }) {
  const { me } = useDesk();
  return (
    <table ref={list} class="listing" tabIndex={-1} aria-label={t("staff.title")}>
      <thead>
        <tr>
          <th scope="col">{t("staff.name")}</th>
          <th scope="col">{t("staff.group")}</th>
          <th scope="col">{t("staff.status")}</th>
          <th scope="col">{t("staff.since")}</th>
          <th scope="col">
            <span class="hidden">{t("staff.change")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.id} class={member.id === chosen ? "chosen" : undefined}>
            <td>
              <b>{member.name ?? member.email}</b> {member.id === me.id && <span class="quiet">{t("staff.you")}</span>}
              <br />
              <span class="meta">{member.email}</span>
            </td>
            <td>{describeGroups(member)}</td>
            <td>
              <span class={`status-word ${SIGNS[member.status]}`}>
                <span class="sign" aria-hidden="true" />
                {t(`staff.${member.status}` as TextName)}
              </span>
            </td>
            <td class="meta">{formatDay(member.created_at)}</td>
            <td>
              <Button isSmall aria-label={t("staff.changeName", { name: member.name ?? member.email })} onClick={() => onChoose(member.id)}>
                {t("staff.change")}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The signs of articles in like states. */
const SIGNS: Record<Member["status"], string> = { active: "published", invited: "submitted", disabled: "withdrawn", reset: "submitted" };

function describeGroups({ groups }: Member): string {
  return groups.length ? groups.map((group) => t(`group.${group}`)).join(", ") : t("staff.noGroup");
}
