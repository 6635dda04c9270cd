/** The pinned stories in order. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { MAX_PINS } from "../api/front.ts";
import { formatPlace } from "../app/router.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { useSortable } from "../ui/use-sortable.ts";
import type { StoryCard } from "./cards.ts";
import { move } from "./pins.ts";
import type { Front } from "./use-front.ts";

type Action = "up" | "down" | "remove";

export function PinList({ front, lang }: { front: Front; lang: string }) {
  const { pins, cards, change } = front;
  const sortable = useSortable({ ids: pins, layout: "column", describe: (id) => cards.get(id)?.title ?? id, onOrder: change });
  const list = useRef<HTMLOListElement>(null);
  const focus = useFocusAfter(list);
  const act = (id: string, action: Action) => {
    const index = pins.indexOf(id);
    if (action === "remove") {
      focus.current = { id: pins[index + 1] ?? pins[index - 1], action };
      return change(pins.filter((pin) => pin !== id));
    }
    focus.current = { id, action };
    const moved = move(pins, index, index + (action === "up" ? -1 : 1));
    sortable.sayMoved(moved, id);
    change(moved);
  };
  return (
    <section class="pins" aria-labelledby="pins-title">
      <h2 id="pins-title" tabIndex={-1}>
        {t("front.pinned")} <small>{t("front.count", { count: pins.length, most: MAX_PINS })}</small>
      </h2>
      <ol ref={list}>
        {sortable.ids.map((id, index) => (
          <li key={id} {...sortable.item(id)} data-id={id}>
            <button {...sortable.grip(id)}>
              <Icon name="grip" />
            </button>
            <b class="place" aria-hidden="true">
              {index + 1}
            </b>
            <PinnedStory card={cards.get(id)} id={id} lang={lang} isRefused={front.refused.includes(id)} />
            <PinButtons title={cards.get(id)?.title ?? id} isFirst={index === 0} isLast={index === pins.length - 1} onAct={(action) => act(id, action)} />
          </li>
        ))}
      </ol>
      <p class="meta" role="status">
        {sortable.message}
      </p>
      <p class="meta">{t("front.hint")}</p>
    </section>
  );
}

function PinnedStory({ card, id, lang, isRefused }: { card: StoryCard | undefined; id: string; lang: string; isRefused: boolean }) {
  return (
    <>
      {card?.picture ? <img src={card.picture} width={60} height={40} alt="" loading="lazy" draggable={false} /> : <span class="no-picture">{card?.picture === null && t("front.noPicture")}</span>}
      <span class="story">
        <a class="title" href={formatPlace("articles", [id])} lang={lang}>
          {card?.title ?? id}
        </a>
        {isRefused && <span class="error">{t("front.refused")}</span>}
      </span>
    </>
  );
}

function PinButtons({ title, isFirst, isLast, onAct }: { title: string; isFirst: boolean; isLast: boolean; onAct: (action: Action) => void }) {
  // A button without effect stays in the order of the Tab key: it would lose the focus that it has.
  return (
    <span class="buttons">
      <IconButton icon="up" label={t("front.up", { title })} data-action="up" aria-disabled={isFirst} onClick={() => !isFirst && onAct("up")} />
      <IconButton icon="down" label={t("front.down", { title })} data-action="down" aria-disabled={isLast} onClick={() => !isLast && onAct("down")} />
      <IconButton icon="close" label={t("front.remove", { title })} data-action="remove" onClick={() => onAct("remove")} />
    </span>
  );
}

/** Gives the focus back to a button that was moved in the document, or to its neighbour. */
function useFocusAfter(list: { current: HTMLElement | null }) {
  const wanted = useRef<{ id: string | undefined; action: Action } | null>(null);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const { id, action } = wanted.current;
    wanted.current = null;
    const button = id && list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] [data-action="${action}"]`);
    (button || document.getElementById("pins-title"))?.focus();
  });
  return wanted;
}
