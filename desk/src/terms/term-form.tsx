/** The form of a section, a tag or an author. */

import { Problem } from "../api/problem.ts";
import type { TermKind } from "../api/terms.ts";
import { useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { isSlug } from "../slug.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { TextArea, TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { AuthorPicture } from "./author-picture.tsx";
import type { AnyTerm } from "./fields.ts";
import { readField } from "./join.ts";
import { useTermForm, type TermForm } from "./use-term-form.ts";

interface Properties {
  kind: TermKind;
  term: AnyTerm | null;
  all: AnyTerm[];
  title: string;
  onSaved: (term: AnyTerm, job: string | null) => void;
}

export function TermFormPanel({ title, ...rest }: Properties) {
  const form = useTermForm(rest);
  const isReady = form.isChanged && isSlug(form.slug) && Object.values(form.draft.names).some((name) => name.trim());
  return (
    <Form class="term-form" onSubmit={() => (isReady ? form.saving.run() : undefined)}>
      <h2>{title}</h2>
      {rest.kind === "authors" && !rest.all.length && <p class="quiet">{t("terms.authorFor")}</p>}
      <Said form={form} kind={rest.kind} />
      <Names form={form} />
      <Address form={form} kind={rest.kind} />
      {rest.kind === "categories" && <Field form={form} pointer="order" label={t("terms.order")} hint={t("terms.orderHint")} />}
      {rest.kind === "authors" && <AuthorFields form={form} />}
      <div class="form-foot">
        <Button type="submit" kind="main" isBusy={form.saving.isBusy} aria-disabled={!isReady || undefined}>
          {t("app.save")}
        </Button>
        {form.isChanged && <Button onClick={form.reset}>{t("terms.reset")}</Button>}
      </div>
    </Form>
  );
}

/** What happened to the last save, unless a field says it. */
function Said({ form, kind }: { form: TermForm; kind: TermKind }) {
  const { saving, conflict, joinedWith } = form;
  const error = saving.failure;
  if (conflict) return <Notice kind="alert">{t("terms.conflict", { name: conflict.by })}</Notice>;
  if (error instanceof Problem && form.isNew && error.status === 428) return null;
  if (error instanceof Problem && error.status === 409 && typeof error.document.into === "string") {
    return <Notice kind="alert">{t("terms.wasMerged")} <a href={formatPlace("terms", [kind, error.document.into])}>{error.document.into}</a></Notice>;
  }
  if (error instanceof Problem && error.status === 404 && !form.isNew) return <Notice kind="alert">{t("terms.wasRemoved")}</Notice>;
  if (error && !(error instanceof Problem && error.document.errors?.length)) return <ErrorNotice error={error} onRetry={() => void saving.run()} />;
  return joinedWith ? <Notice kind="plain">{t("terms.joined", { name: joinedWith })}</Notice> : null;
}

function Names({ form }: { form: TermForm }) {
  const { site } = useDesk();
  return (
    <fieldset class="by-language">
      <legend>{t("terms.names")}</legend>
      {site.languages.map(({ lang, name }) => (
        <Field key={lang} form={form} pointer={`names/${lang}`} label={name} lang={lang} />
      ))}
    </fieldset>
  );
}

function Address({ form, kind }: { form: TermForm; kind: TermKind }) {
  if (!form.isNew) {
    return (
      <p class="meta">
        {t("terms.address")}: <code>{form.slug}</code>
      </p>
    );
  }
  const { failure } = form.saving;
  const isTaken = failure instanceof Problem && (failure.status === 428 || failure.status === 412);
  const error = form.slug && !isSlug(form.slug) ? t("terms.addressForm") : isTaken ? t("terms.addressTaken") : undefined;
  const hint = kind === "tags" ? t("terms.addressHint") : `${t("terms.addressHint")} ${t("terms.addressStays")}`;
  return <TextField label={t("terms.address")} value={form.slug} error={error} hint={hint} autocapitalize="none" spellcheck={false} maxLength={120} onValue={form.setSlug} />;
}

function AuthorFields({ form }: { form: TermForm }) {
  const { site } = useDesk();
  return (
    <>
      <fieldset class="by-language">
        <legend>{t("terms.text")}</legend>
        {site.languages.map(({ lang, name }) => (
          <Field key={lang} form={form} pointer={`text/${lang}`} label={name} lang={lang} isLong />
        ))}
      </fieldset>
      <AuthorPicture value={form.draft.picture ?? null} error={form.saving.at("picture")} onValue={(id) => form.setField("picture", id ?? "")} />
      <Theirs form={form} pointer="picture" />
    </>
  );
}

function Field({ form, pointer, label, hint, lang, isLong }: { form: TermForm; pointer: string; label: string; hint?: string; lang?: string; isLong?: boolean }) {
  const field = { label, hint, error: form.saving.at(pointer), lang, value: readField(form.draft, pointer), onValue: (value: string) => form.setField(pointer, value) };
  return (
    <div>
      {isLong ? <TextArea {...field} maxLength={2000} /> : pointer === "order" ? <TextField {...field} type="number" min={0} max={9999} /> : <TextField {...field} maxLength={200} />}
      <Theirs form={form} pointer={pointer} />
    </div>
  );
}

/** What somebody else has saved in a field that both have changed. */
function Theirs({ form, pointer }: { form: TermForm; pointer: string }) {
  if (!form.conflict?.fields.includes(pointer)) return null;
  const value = readField(form.conflict.theirs, pointer);
  return (
    <p class="theirs">
      <span>
        {form.conflict.by}: {value || t("terms.empty")}
      </span>
      <Button isSmall onClick={() => form.takeTheirs(pointer)}>
        {t("terms.takeTheirs")}
      </Button>
    </p>
  );
}
