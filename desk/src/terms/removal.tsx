/** Dialogs that end a term: removal, and the merge of a tag into another one. */

import { useState } from "preact/hooks";
import type { Job } from "../api/jobs.ts";
import { Problem } from "../api/problem.ts";
import { findTags, getTermName, mergeTag, removeTerm, type TermKind } from "../api/terms.ts";
import { useDesk } from "../app/context.ts";
import { getLanguage, t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { SelectField, TextField } from "../ui/field.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
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
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const name = getTermName(term, getLanguage());
  const remove = async () => {
    setBusy(true);
    setError(undefined);
    try {
      onDone(await removeTerm(client, kind, term, other || undefined));
    } catch (failure) {
      // It is gone: the answer to the first request was lost, or somebody else was faster.
      if (failure instanceof Problem && failure.status === 404) onDone(undefined);
      else setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const articles = error instanceof Problem && error.status === 409 ? error.document.articles : undefined;
  const foot = (
    <>
      <Button onClick={onClose}>{t("app.cancel")}</Button>
      <Button kind="danger" icon="trash" isBusy={isBusy} onClick={remove}>
        {t("terms.removeName", { name })}
      </Button>
    </>
  );
  return (
    <Dialog title={t("terms.removeTitle", { name })} onClose={onClose} footer={foot}>
      {articles !== undefined ? <Notice>{t("terms.inUse", { count: articles })}</Notice> : Boolean(error) && <ErrorNotice error={error} />}
      <OtherTerm kind={kind} term={term} all={all} value={other} onValue={setOther} isOptional />
    </Dialog>
  );
}

/** For good: the address of the tag leads to the other one. */
export function MergeDialog({ kind, term, all, onDone, onClose }: Properties) {
  const { client } = useDesk();
  const [into, setInto] = useState("");
  const [keys] = useState(() => new Map<string, string>());
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const merge = async () => {
    setBusy(true);
    setError(undefined);
    // A key for each choice: with another tag it is another request.
    const key = keys.get(into) ?? crypto.randomUUID();
    keys.set(into, key);
    await mergeTag(client, term, into, key).then(onDone, setError);
    setBusy(false);
  };
  const name = getTermName(term, getLanguage());
  const foot = (
    <>
      <Button onClick={onClose}>{t("app.cancel")}</Button>
      <Button kind="main" isBusy={isBusy} aria-disabled={!into || undefined} onClick={() => into && void merge()}>
        {t("terms.merge")}
      </Button>
    </>
  );
  return (
    <Dialog title={t("terms.mergeTitle", { name })} onClose={onClose} footer={foot}>
      {Boolean(error) && <ErrorNotice error={error} />}
      <p>{t("terms.mergeText")}</p>
      <OtherTerm kind={kind} term={term} all={all} value={into} onValue={setInto} />
    </Dialog>
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
