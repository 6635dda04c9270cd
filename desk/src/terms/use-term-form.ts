/** A term while a person writes it: kept on this device, saved, and joined with what somebody else saves meanwhile. */

import { useEffect, useState } from "preact/hooks";
import { parseJobAddress } from "../api/jobs.ts";
import { Problem } from "../api/problem.ts";
import { readTerm, saveTerm, type TermDraft, type TermKind } from "../api/terms.ts";
import { useDesk } from "../app/context.ts";
import { proposeSlug } from "../slug.ts";
import { type Action, useAction } from "../ui/use-action.ts";
import { useKept } from "../ui/use-kept.ts";
import { emptyDraft, toDraft, toRequest, type AnyTerm } from "./fields.ts";
import { isSameTerm, joinTerms, readField, writeField } from "./join.ts";

interface State {
  draft: TermDraft;
  /** What the draft began with, and its version; null for a new term. */
  base: TermDraft;
  version: number | null;
  /** The address of a new term; null while it follows the name. */
  slug: string | null;
}

export interface TermConflict {
  theirs: TermDraft;
  by: string;
  /** Pointers of the fields that both have changed. */
  fields: string[];
}

export interface TermForm {
  draft: TermDraft;
  slug: string;
  isNew: boolean;
  isReady: boolean;
  isChanged: boolean;
  saving: Action;
  conflict: TermConflict | null;
  /** Who has changed other fields meanwhile: their changes are saved with one's own. */
  joinedWith: string | null;
  setField: (pointer: string, value: string) => void;
  setSlug: (slug: string) => void;
  /** Take the value of the other for a field of the conflict. */
  takeTheirs: (pointer: string) => void;
  reset: () => void;
}

interface Properties {
  kind: TermKind;
  /** The term; null for a new one. */
  term: AnyTerm | null;
  all: AnyTerm[];
  /** `job` is the id of the work that brings the change to the articles. */
  onSaved: (term: AnyTerm, job: string | null) => void;
}

export function useTermForm({ kind, term, all, onSaved }: Properties): TermForm {
  const { client, site } = useDesk();
  const kept = useKept<State>(`term/${kind}/${term?.slug ?? ""}`);
  const begin = (): State => {
    const base = term ? toDraft(kind, term) : emptyDraft(kind, all);
    return { draft: base, base, version: term?.version ?? null, slug: null };
  };
  const [state, setState] = useState(begin);
  const [conflict, setConflict] = useState<TermConflict | null>(null);
  const [joinedWith, setJoinedWith] = useState<string | null>(null);
  useEffect(() => {
    if (kept.value) setState(kept.value);
  }, [kept.isReady]);

  const set = (next: State) => {
    setState(next);
    if (isSameTerm(next.base, next.draft) && next.slug === null) kept.forget();
    else kept.keep(next);
  };
  const named = site.languages.find(({ lang }) => state.draft.names[lang]);
  const slug = term?.slug ?? state.slug ?? proposeSlug(state.draft.names[named?.lang ?? ""] ?? "", named?.lang ?? "");

  const finish = (saved: AnyTerm) => {
    kept.forget();
    setConflict(null);
    const draft = toDraft(kind, saved);
    setState({ draft, base: draft, version: saved.version, slug: null });
    onSaved(saved, saved.job ? parseJobAddress(saved.job) : null);
  };
  const send = async (present: State): Promise<void> => {
    const request = toRequest(present.draft);
    try {
      finish(await saveTerm<AnyTerm>(client, kind, slug, request, present.version ?? undefined));
    } catch (failure) {
      if (!(failure instanceof Problem) || (failure.status !== 412 && failure.status !== 428)) throw failure;
      const theirs = await readTerm<AnyTerm>(client, kind, slug);
      // The answer to one's own request was lost on the way: it is saved.
      if (isSameTerm(toDraft(kind, theirs), request)) return finish(theirs);
      // A new term whose address is taken: both are whole terms, and nothing is joined.
      if (present.version === null) throw failure;
      await meet(present, theirs);
    }
  };
  const meet = async (present: State, theirs: AnyTerm): Promise<void> => {
    const other = toDraft(kind, theirs);
    const { draft, conflicts } = joinTerms(present.base, toRequest(present.draft), other);
    const next = { ...present, draft, base: other, version: theirs.version };
    set(next);
    if (conflicts.length) return setConflict({ theirs: other, by: theirs.changed_by?.name ?? "", fields: conflicts });
    await send(next);
    setJoinedWith(theirs.changed_by?.name ?? null);
  };

  const saving = useAction(() => {
    setJoinedWith(null);
    return send(state);
  });
  return {
    draft: state.draft,
    slug,
    isNew: !term,
    isReady: kept.isReady,
    isChanged: !isSameTerm(state.base, state.draft) || state.slug !== null,
    saving,
    conflict,
    joinedWith,
    setField: (pointer, value) => set({ ...state, draft: writeField(state.draft, pointer, value) }),
    setSlug: (value) => set({ ...state, slug: value || null }),
    takeTheirs: (pointer) => {
      if (!conflict) return;
      const fields = conflict.fields.filter((field) => field !== pointer);
      const value = readField(conflict.theirs, pointer);
      set({ ...state, draft: writeField(state.draft, pointer, value) });
      setConflict(fields.length ? { ...conflict, fields } : null);
    },
    reset: () => {
      kept.forget();
      setState(begin());
      saving.forget();
      setConflict(null);
    },
  };
}
