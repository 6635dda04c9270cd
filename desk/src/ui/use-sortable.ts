/** Lets a person order a list, by a pointer or by keys: Space lifts, arrows move, Space drops, Esc puts back. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../texts/texts.ts";

interface Options {
  /** The list as it is kept. */
  ids: readonly string[];
  /** `column`: one below the other. `flow`: in lines, as words. */
  layout: "column" | "flow";
  /** What is read out of an item. */
  describe: (id: string) => string;
  /** The item was dropped at another place. */
  onOrder: (ids: string[], moved: string) => void;
}

interface Lift {
  id: string;
  isByPointer: boolean;
  ids: string[];
}

export interface Sortable {
  /** The list as it is shown: the lifted item is at its new place. */
  ids: readonly string[];
  lifted: string | null;
  /** For a live region. */
  message: string;
  /** For the button by which an item is lifted. */
  grip: (id: string) => object;
  /** For the element of an item. */
  item: (id: string) => { ref: (element: HTMLElement | null) => void; class: string };
}

const BACK = ["ArrowUp", "ArrowLeft"];
const FORWARD = ["ArrowDown", "ArrowRight"];

export function useSortable({ ids, layout, describe, onOrder }: Options): Sortable {
  const [lift, setLift] = useState<Lift | null>(null);
  const [message, setMessage] = useState("");
  const elements = useRef(new Map<string, HTMLElement>());
  const shown = lift?.ids ?? ids;
  const place = (order: readonly string[], id: string) => ({ name: describe(id), place: order.indexOf(id) + 1, count: order.length });

  const start = (id: string, isByPointer: boolean) => {
    setLift({ id, isByPointer, ids: [...ids] });
    setMessage(t("sort.lifted", place(ids, id)));
  };
  const moveTo = (index: number) => {
    if (!lift) return;
    const others = lift.ids.filter((id) => id !== lift.id);
    const to = Math.min(others.length, Math.max(0, index));
    if (to === lift.ids.indexOf(lift.id)) return;
    const order = [...others.slice(0, to), lift.id, ...others.slice(to)];
    setLift({ ...lift, ids: order });
    setMessage(t("sort.moved", place(order, lift.id)));
  };
  const drop = () => {
    if (!lift) return;
    setLift(null);
    setMessage(t("sort.dropped", place(lift.ids, lift.id)));
    // A list that was changed meanwhile (a story was withdrawn, another was added) has the last word about its items.
    const order = [...lift.ids.filter((id) => ids.includes(id)), ...ids.filter((id) => !lift.ids.includes(id))];
    if (order.some((id, index) => id !== ids[index])) onOrder(order, lift.id);
  };
  const putBack = () => {
    if (!lift) return;
    setLift(null);
    setMessage(t("sort.back", place(ids, lift.id)));
  };

  const press = (event: KeyboardEvent, id: string) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (event.repeat) return;
      if (lift) drop();
      else start(id, false);
    } else if (lift && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      putBack();
    } else if (lift && [...BACK, ...FORWARD].includes(event.key)) {
      event.preventDefault();
      moveTo(lift.ids.indexOf(lift.id) + (FORWARD.includes(event.key) ? 1 : -1));
    }
  };

  const follow = useRef<(event: PointerEvent) => void>(() => {});
  const end = useRef<(isDropped: boolean) => void>(() => {});
  follow.current = (event) => lift && moveTo(countBefore(lift.ids.filter((id) => id !== lift.id), elements.current, layout, event));
  end.current = (isDropped) => (isDropped ? drop() : putBack());
  const isDragging = lift?.isByPointer ?? false;
  useEffect(() => (isDragging ? listen(follow, end) : undefined), [isDragging]);

  // An element that is moved in the document loses the focus.
  useLayoutEffect(() => {
    if (lift) elements.current.get(lift.id)?.querySelector<HTMLElement>("[data-grip]")?.focus();
  }, [lift]);

  return {
    ids: shown,
    lifted: lift?.id ?? null,
    message,
    grip: (id) => ({
      type: "button",
      class: "grip",
      "data-grip": "",
      "aria-label": t("sort.grip", place(shown, id)),
      "aria-pressed": lift?.id === id,
      onKeyDown: (event: KeyboardEvent) => press(event, id),
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0 || lift) return;
        event.preventDefault();
        start(id, true);
      },
      onBlur: () => lift && !lift.isByPointer && !elements.current.get(lift.id)?.contains(document.activeElement) && requestAnimationFrame(() => leave(elements.current.get(id), end.current)),
    }),
    item: (id) => ({
      ref: (element) => {
        if (element) elements.current.set(id, element);
        else elements.current.delete(id);
      },
      class: lift?.id === id ? "lifted" : "",
    }),
  };
}

/** A person who has gone on to another control has left the item where it is shown. */
function leave(element: HTMLElement | undefined, end: (isDropped: boolean) => void): void {
  if (!element?.contains(document.activeElement)) end(true);
}

/** The pointer is followed on the document, since the button may be moved in it. */
function listen(follow: { current: (event: PointerEvent) => void }, end: { current: (isDropped: boolean) => void }): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  document.addEventListener("pointermove", (event) => follow.current(event), { signal });
  document.addEventListener("pointerup", () => end.current(true), { signal });
  document.addEventListener("pointercancel", () => end.current(false), { signal });
  return () => abort.abort();
}

/** How many of the items stand before the pointer. */
function countBefore(ids: string[], elements: Map<string, HTMLElement>, layout: Options["layout"], { clientX, clientY }: PointerEvent): number {
  return ids.filter((id) => {
    const box = elements.get(id)?.getBoundingClientRect();
    if (!box) return false;
    if (layout === "column") return box.top + box.height / 2 < clientY;
    return box.bottom < clientY || (box.top <= clientY && box.left + box.width / 2 < clientX);
  }).length;
}
