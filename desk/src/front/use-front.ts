/** The pins of a front page while a person arranges them: changes, undo, putting out, what others do meanwhile. */

import { useEffect, useState } from "preact/hooks";
import { MAX_PINS, readFrontPage, savePins, type Card, type FrontPage } from "../api/front.ts";
import { Problem } from "../api/problem.ts";
import { useDesk } from "../app/context.ts";
import { useKept } from "../ui/use-kept.ts";
import { useLoad } from "../ui/use-load.ts";
import { useReturn } from "../ui/use-return.ts";
import { mergeCards, type Cards, type StoryCard } from "./cards.ts";
import { loadFront } from "./load-front.ts";
import { isSameOrder, reconcile, type ChangedPins } from "./pins.ts";

/** Titles are kept too: a pin that was found by a search is in no list. */
interface KeptPins extends ChangedPins {
  cards: StoryCard[];
}

export interface Front {
  /** The pins that the change began with. */
  base: string[];
  pins: string[];
  cards: Cards;
  breaking: Card | null;
  isChanged: boolean;
  isSaving: boolean;
  canUndo: boolean;
  /** When the pins were put out here. */
  savedAt: Date | null;
  /** Titles of pins that left by their withdrawal. */
  withdrawn: string[];
  /** Ids of pins that the API refuses: readers do not see them any more. */
  refused: string[];
  /** Why the pins could not be put out. */
  failure: unknown;
  /** What somebody else has put out meanwhile. */
  conflict: FrontPage | null;
  change: (pins: string[]) => void;
  add: (card: StoryCard) => void;
  undo: () => void;
  putOut: () => Promise<void>;
  /** End a conflict: these pins, as a change of what the other has put out. */
  resolve: (pins: string[]) => void;
}

export function useFront(lang: string): { front: Front | null; error: unknown; reload: () => void } {
  const { client } = useDesk();
  const loaded = useLoad(lang, (signal) => loadFront(client, lang, signal));
  const kept = useKept<KeptPins>(`front/${lang}`);
  const [state, setState] = useState<ChangedPins | null>(null);
  const [history, setHistory] = useState<string[][]>([]);
  const [found, setFound] = useState<StoryCard[]>([]);
  const [said, setSaid] = useState<Pick<Front, "withdrawn" | "refused" | "savedAt" | "conflict">>({ withdrawn: [], refused: [], savedAt: null, conflict: null });
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  useReturn(loaded.reload);

  const cards = mergeCards([...(loaded.value?.cards.values() ?? [])], found, kept.value?.cards ?? []);
  const titles = (ids: string[]) => ids.map((id) => cards.get(id)?.title ?? id);

  const set = (changed: ChangedPins) => {
    setState(changed);
    if (isSameOrder(changed.base, changed.pins)) kept.forget();
    else kept.keep({ ...changed, cards: changed.pins.flatMap((id) => cards.get(id) ?? []) });
  };
  const meet = (page: FrontPage, mine: ChangedPins) => {
    const result = reconcile(mine, page.version, page.pins.map(({ id }) => id));
    setSaid((before) => ({ ...before, withdrawn: [...before.withdrawn, ...titles(result.withdrawn)], conflict: result.isConflict ? page : null }));
    set(result.changed);
    return result;
  };

  useEffect(() => {
    if (!loaded.value || !kept.isReady) return;
    const { version, pins } = loaded.value.page;
    const ids = pins.map(({ id }) => id);
    meet(loaded.value.page, state ?? kept.value ?? { version, base: ids, pins: ids });
  }, [loaded.value, kept.isReady]);

  if (!state) return { front: null, error: loaded.error, reload: loaded.reload };

  const change = (pins: string[]) => {
    setHistory((before) => [...before, state.pins]);
    setSaid((before) => ({ ...before, refused: before.refused.filter((id) => pins.includes(id)), savedAt: null, withdrawn: [] }));
    set({ ...state, pins });
  };
  const settle = (page: FrontPage) => {
    const ids = page.pins.map(({ id }) => id);
    set({ version: page.version, base: ids, pins: ids });
    setHistory([]);
    setSaid({ withdrawn: [], refused: [], savedAt: new Date(), conflict: null });
  };
  const putOut = async () => {
    setSaving(true);
    setFailure(undefined);
    try {
      settle(await savePins(client, lang, state.pins, state.version));
    } catch (error) {
      await answer(error).catch(setFailure);
    } finally {
      setSaving(false);
    }
  };
  const answer = async (error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 412 || error.status === 428) {
      const page = await readFrontPage(client, lang);
      // The answer to one's own request was lost on the way: it is out.
      if (isSameOrder(page.pins.map(({ id }) => id), state.pins)) return settle(page);
      return void meet(page, state);
    }
    const refused = state.pins.filter((_, index) => error.at(`pins/${index}`));
    if (!refused.length) throw error;
    setSaid((before) => ({ ...before, refused }));
  };

  const front: Front = {
    ...said,
    base: state.base,
    pins: state.pins,
    cards,
    breaking: loaded.value?.breaking ?? null,
    isChanged: !isSameOrder(state.base, state.pins),
    isSaving,
    canUndo: history.length > 0,
    failure,
    change,
    add: (card) => {
      if (state.pins.length >= MAX_PINS || state.pins.includes(card.id)) return;
      setFound((before) => [...before, card]);
      change([...state.pins, card.id]);
    },
    undo: () => {
      const last = history.at(-1);
      if (!last) return;
      setHistory(history.slice(0, -1));
      set({ ...state, pins: last });
    },
    putOut,
    resolve: (pins) => {
      if (!said.conflict) return;
      const ids = said.conflict.pins.map(({ id }) => id);
      setSaid((before) => ({ ...before, conflict: null }));
      setHistory([]);
      set({ version: said.conflict.version, base: ids, pins });
    },
  };
  return { front, error: loaded.error, reload: loaded.reload };
}
