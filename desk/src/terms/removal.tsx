/** Dialogs that end a term: removal, and the merge of a tag into another one. */

import { useState } from "preact/hooks";
import type { Job } from "../api/jobs.ts";
import { Problem } from "../api/problem.ts";
import { findTags, getTermName, mergeTag, removeTerm, type TermKind } from "../api/terms.ts";
import { useDesk } from "../app/context.ts";
import { getLanguage, t } from "../texts/texts.ts";
import { ActionDialog } from "../ui/action-dialog.tsx";
import { SelectField, TextField } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { passIf, useAction } from "../ui/use-action.ts";
import { useLoad } from "../ui/use-load.ts";
import type { AnyTerm } from "./fields.ts";

interface Properties {
  kind: TermKind;
  term: AnyTerm;
  all: AnyTerm[];
  /** The term is gone; with the job that gives its articles another one. */
  onDone: (job: Job | undefined) => void;
  onClose: () => void;
}

export function RemovalDialog({ kind, term, all, onDone, onClose }: Properties) {
  const { client } = useDesk();
  const [other, setOther] = useState("");
  const name = getTermName(term, getLanguage());
  const removal = useAction(async () => onDone(await removeTerm(client, kind, term, other || undefined).catch(passIf(404))));
  const articles = removal.failure instanceof Problem && removal.failure.status === 409 ? removal.failure.document.articles : undefined;
  const inUse = articles === undefined ? undefined : <Notice>{t("terms.inUse", { count: articles })}</Notice>;
  return (
    <ActionDialog title={t("terms.removeTitle", { name })} action={removal} confirm={t("terms.removeName", { name })} isDanger failure={inUse} onClose={onClose}>
      <OtherTerm kind={kind} term={term} all={all} value={other} onValue={setOther} isOptional />
    </ActionDialog>
  );
}

/** For good: the address of the tag leads to the other one. */
export function MergeDialog({ kind, term, all, onDone, onClose }: Properties) {
  const { client } = useDesk();
  const [into, setInto] = useState("");
  const [keys] = useState(() => new Map<string, string>());
  const merging = useAction(async () => {
    // A key for each choice: with another tag it is another request.
    const key = keys.get(into) ?? crypto.randomUUID();
    keys.set(into, key);
    onDone(await mergeTag(client, term, into, key));
  });
  const name = getTermName(term, getLanguage());
  return (
    <ActionDialog title={t("terms.mergeTitle", { name })} action={merging} confirm={t("terms.merge")} isBlocked={!into} onClose={onClose}>
      <p>{t("terms.mergeText")}</p>
      <OtherTerm kind={kind} term={term} all={all} value={into} onValue={setInto} />
    </ActionDialog>
  );
}

function OtherTerm({ kind, term, all, value, onValue, isOptional }: Pick<Properties, "kind" | "term" | "all"> & { value: string; onValue: (slug: string) => void; isOptional?: boolean }) {
  const { client } = useDesk();
  const [q, setQ] = useState("");
  // Of thousands of tags only those are offered that begin with what was typed.
  const tags = useLoad(q, async (signal): Promise<AnyTerm[]> => (kind === "tags" && q ? findTags(client, q, signal) : []));
  const offered = kind === "tags" && q ? (tags.value ?? []) : all;
  const others = offered.filter(({ slug, merged_into }) => slug !== term.slug && !merged_into);
  const choices = [{ value: "", label: t(isOptional ? "terms.noOther" : "terms.chooseOther") }, ...others.map((other) => ({ value: other.slug, label: `${getTermName(other, getLanguage())} (${other.slug})` }))];
  return (
    <div class="form-rows">
      {kind === "tags" && <TextField label={t("terms.findTag")} value={q} maxLength={200} onValue={setQ} />}
      <SelectField label={t("terms.other")} hint={t("terms.otherHint")} choices={choices} value={value} onValue={onValue} />
    </div>
  );
}
