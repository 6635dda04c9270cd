/** Sections, tags and authors: lists, with a form at the side. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Job } from "../api/jobs.ts";
import { getTermName, readTerm, type TermKind } from "../api/terms.ts";
import { isAtLeast, useDesk } from "../app/context.ts";
import { formatPlace, go, type Place } from "../app/router.ts";
import { ShelfSkeleton } from "../shelf/table.tsx";
import { getLanguage, t } from "../texts/texts.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { JobProgress } from "../ui/job-progress.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { useWayBack } from "../ui/use-way-back.ts";
import { KINDS, NEW, type AnyTerm } from "./fields.ts";
import { NextStep } from "./next-step.tsx";
import { MergeDialog, RemovalDialog } from "./removal.tsx";
import { StarterSections } from "./starter-sections.tsx";
import { TermFormPanel } from "./term-form.tsx";
import { TermList } from "./term-list.tsx";
import { useTerms } from "./use-terms.ts";

export function TermsScreen({ place }: { place: Place }) {
  const found = KINDS.find(({ kind }) => kind === place.path[0]) ?? KINDS[0];
  useEffect(() => {
    document.title = `${t("terms.title")} – ${t("app.name")}`;
  }, []);
  if (!found) return null;
  return (
    <main id="content" class="screen terms" tabIndex={-1}>
      <div class="screen-head">
        <h1>{t("terms.title")}</h1>
        <ButtonLink kind="main" icon="add" href={formatPlace("terms", [found.kind, NEW])}>
          {t(found.add)}
        </ButtonLink>
      </div>
      <nav class="status-tabs" aria-label={t("terms.kinds")}>
        {KINDS.map(({ kind, name }) => (
          <a key={kind} href={formatPlace("terms", [kind])} aria-current={kind === found.kind ? "page" : undefined}>
            {t(name)}
          </a>
        ))}
      </nav>
      <TermsOfKind key={found.kind} kind={found.kind} name={t(found.name)} slug={place.path[1]} />
    </main>
  );
}

function TermsOfKind({ kind, name, slug }: { kind: TermKind; name: string; slug: string | undefined }) {
  const { terms: shared } = useDesk();
  const [q, setQ] = useState("");
  const { terms, error, isSlow, loadMore, reload } = useTerms(kind, q);
  const [said, setSaid] = useState<{ text: string; job: string | null } | null>(null);
  const [hasNext, setNext] = useState(false);
  const wayBack = useWayBack<HTMLElement>(slug);
  const refresh = () => {
    shared.forget();
    reload();
  };
  const say = (text: string, job: string | null | undefined) => {
    setSaid({ text, job: job ?? null });
    setNext(false);
    refresh();
  };
  const saved = (term: AnyTerm, job: string | null) => {
    say(t("terms.saved", { name: getTermName(term, getLanguage()) }), job);
    const isFirstAuthor = kind === "authors" && !terms?.length;
    setNext(isFirstAuthor);
    if (slug === NEW) go(formatPlace("terms", isFirstAuthor ? [kind] : [kind, term.slug]), { replace: true });
  };
  const gone = (term: AnyTerm, job: Job | undefined) => {
    wayBack.forget();
    say(t("terms.gone", { name: getTermName(term, getLanguage()) }), job?.id);
    go(formatPlace("terms", [kind]), { replace: true });
  };
  const begun = (count: number) => {
    say(t("terms.starterDone", { count }), null);
    setNext(true);
  };
  return (
    <>
      {said && (said.job ? <JobProgress key={said.job} id={said.job} label={said.text} onEnd={refresh} /> : <p class="said" role="status"><Icon name="check" /> {said.text}</p>)}
      {hasNext && <NextStep />}
      <div class={`with-side${slug ? " is-open" : ""}`}>
        <section ref={wayBack.list} tabIndex={-1} aria-label={name}>
          {kind === "tags" && <TagSearch value={q} onValue={setQ} />}
          {Boolean(error) && <ErrorNotice error={error} onRetry={reload} />}
          {!terms && isSlow && <ShelfSkeleton />}
          {terms && <TermList kind={kind} terms={terms} chosen={slug} />}
          {terms && !terms.length && <p class="quiet">{t("terms.none")} {kind === "authors" && !slug && t("terms.authorFor")}</p>}
          {kind === "categories" && terms && !terms.length && <StarterSections onDone={begun} />}
          {loadMore && <p class="show-more"><Button onClick={() => void loadMore()}>{t("app.more")}</Button></p>}
        </section>
        {slug && terms && <Side key={slug} kind={kind} slug={slug} all={terms} onSaved={saved} onGone={gone} />}
      </div>
    </>
  );
}

function TagSearch({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  return (
    <label class="search">
      <span class="hidden">{t("terms.findTag")}</span>
      <Icon name="search" />
      <input type="search" placeholder={t("terms.findTag")} value={value} maxLength={200} data-shortcut="/" onInput={(event) => onValue(event.currentTarget.value)} />
    </label>
  );
}

interface SideProperties {
  kind: TermKind;
  slug: string;
  all: AnyTerm[];
  onSaved: (term: AnyTerm, job: string | null) => void;
  onGone: (term: AnyTerm, job: Job | undefined) => void;
}

function Side({ kind, slug, all, onSaved, ...rest }: SideProperties) {
  const { client } = useDesk();
  const isNew = slug === NEW;
  // Read anew: the list may be older than the last change.
  const { value, error, reload } = useLoad(slug, (signal) => (isNew ? Promise.resolve(null) : readTerm<AnyTerm>(client, kind, slug, signal)));
  const texts = KINDS.find((one) => one.kind === kind);
  const panel = useRef<HTMLElement>(null);
  const isThere = value !== undefined;
  useEffect(() => {
    if (isThere) (isNew ? panel.current?.querySelector("input") : panel.current)?.focus();
  }, [isThere]);
  return (
    <aside ref={panel} class="side" tabIndex={-1} aria-label={texts && t(isNew ? texts.add : texts.edit)}>
      <a class="back" href={formatPlace("terms", [kind])}>
        <Icon name="back" /> {texts && t(texts.name)}
      </a>
      {Boolean(error) && <ErrorNotice error={error} onRetry={reload} />}
      {value?.merged_into && <Notice>{t("terms.mergedInto", { slug: value.merged_into })}</Notice>}
      {texts && value !== undefined && !value?.merged_into && (
        <>
          <TermFormPanel kind={kind} term={value} all={all} title={t(isNew ? texts.add : texts.edit)} onSaved={(term, job) => (onSaved(term, job), isNew || reload())} />
          {value && <Endings kind={kind} term={value} all={all} onGone={rest.onGone} />}
        </>
      )}
    </aside>
  );
}

function Endings({ kind, term, all, onGone }: { kind: TermKind; term: AnyTerm; all: AnyTerm[]; onGone: SideProperties["onGone"] }) {
  const { me } = useDesk();
  const [open, setOpen] = useState<"merge" | "remove" | null>(null);
  const dialog = { kind, term, all, onDone: (job: Job | undefined) => (setOpen(null), onGone(term, job)), onClose: () => setOpen(null) };
  return (
    <div class="form-foot">
      {kind === "tags" && <Button onClick={() => setOpen("merge")}>{t("terms.mergeButton")}</Button>}
      {isAtLeast(me, "admin") && (
        <Button kind="danger" icon="trash" onClick={() => setOpen("remove")}>
          {t("terms.remove")}
        </Button>
      )}
      {open === "remove" && <RemovalDialog {...dialog} />}
      {open === "merge" && <MergeDialog {...dialog} />}
    </div>
  );
}
