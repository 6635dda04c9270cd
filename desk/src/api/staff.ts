/** Members of staff. Only admins may use these requests. */

import type { Client } from "./client.ts";
import type { Group, Page } from "./types.ts";

/** `invited` until the first sign-in. `reset` needs a new password. An operator has disabled the account. */
export type MemberStatus = "invited" | "active" | "disabled" | "reset";

/** A member without a group was not invited to the end, and may do nothing. */
export interface Member {
  id: string;
  email: string;
  name: string | null;
  groups: Group[];
  status: MemberStatus;
  created_at: string;
  changed_at: string;
}

export interface Invitation {
  email: string;
  name: string;
  group: Group;
}

const PATH = "/v1/editorial/staff";

/** All members, the latest first. */
export async function listMembers(client: Client, signal?: AbortSignal): Promise<Member[]> {
  const members: Member[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Member> = await client.get(PATH, { limit: 100, cursor }, signal);
    members.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return members;
}

/** `key` is the same for each try of one invitation, so that only one mail is sent. */
export async function inviteMember(client: Client, invitation: Invitation, key: string): Promise<Member> {
  return (await client.send<Member>("POST", PATH, { body: invitation, idempotencyKey: key })).body;
}

export async function changeMember(client: Client, id: string, changes: Partial<Pick<Invitation, "name" | "group">>): Promise<Member> {
  return (await client.send<Member>("PATCH", `${PATH}/${id}`, { body: changes })).body;
}

export async function removeMember(client: Client, id: string): Promise<void> {
  await client.send("DELETE", `${PATH}/${id}`);
}
