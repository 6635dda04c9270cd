/** Published stories that can be pinned. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { listArticles } from "../api/articles.ts";
import { MAX_PINS } from "../api/front.ts";
import { bySlug, getTermName } from "../api/terms.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { fromShelf, type StoryCard } from "./cards.ts";
import type { Front } from "./use-front.ts";

/** Milliseconds after the last key before titles are searched. */
const PAUSE = 250;
const SHOWN = 12;

export function AddList({ front, lang }: { front: Front; lang: string }) {
  const { client, terms } = useDesk();
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useLoad(q, (signal) => listArticles(client, { status: "published", lang, q }, undefined, signal));
  const sections = bySlug(useLoad("categories", () => terms.categories()).value);
  const stories = fromShelf(found.value?.items ?? []).map((card) => front.cards.get(card.id) ?? card);
  const shown = stories.filter(({ id }) => !front.pins.includes(id)).slice(0, SHOWN);
  const isFull = front.pins.length >= MAX_PINS;
  const describe = ({ section, published_at }: StoryCard) => [section && getTermName(sections.get(section), lang, section), formatWhen(published_at)].filter(Boolean).join(" · ");
  const list = useRef<HTMLUListElement>(null);
  const added = useRef<number | null>(null);
  // The next story takes the place of the one that was added, and the focus.
  useLayoutEffect(() => {
    if (added.current === null) return;
    const buttons = list.current?.querySelectorAll("button") ?? [];
    (buttons[added.current] ?? buttons[buttons.length - 1])?.focus();
    added.current = null;
  }, [front.pins]);
  const add = (card: StoryCard, index: number) => {
    added.current = index;
    front.add(card);
  };
  return (
    <section class="add-stories" aria-labelledby="add-title">
      <h2 id="add-title">{t("front.add")}</h2>
      <label class="search">
        <span class="hidden">{t("front.search")}</span>
        <Icon name="search" />
        <input type="search" placeholder={t("front.search")} value={typed} maxLength={200} data-shortcut="/" onInput={(event) => setTyped(event.currentTarget.value)} />
      </label>
      {isFull && <p class="hint">{t("front.full", { count: MAX_PINS })}</p>}
      {Boolean(found.error) && <ErrorNotice error={found.error} onRetry={found.reload} />}
      <ul ref={list}>
        {shown.map((card, index) => (
          <li key={card.id}>
            <p>
              <span lang={lang}>{card.title || t("shelf.untitled")}</span>
              <br />
              <span class="meta">{describe(card)}</span>
            </p>
            <IconButton icon="add" label={t("front.addStory", { title: card.title })} aria-disabled={isFull} onClick={() => add(card, index)} />
          </li>
        ))}
      </ul>
      {found.value && !shown.length && <p class="quiet">{t("front.nothing")}</p>}
    </section>
  );
}
