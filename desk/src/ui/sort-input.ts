/** What keys and a pointer do to an item that is being moved in a list. */

import { useEffect, useRef } from "preact/hooks";

export interface SortCommands {
  start: (id: string, isByPointer: boolean) => void;
  /** By so many places. */
  step: (by: number) => void;
  /** To a place, counted from 0. */
  moveTo: (index: number) => void;
  drop: () => void;
  putBack: () => void;
}

/** `column`: one below the other. `flow`: in lines, as words. */
export type SortLayout = "column" | "flow";

const STEPS: Record<string, number> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/** Space or Enter lifts and drops, arrows move, Esc puts back. */
export function pressSortKey(event: KeyboardEvent, id: string, isLifted: boolean, { start, step, drop, putBack }: SortCommands): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const by = STEPS[event.key];
  if (event.key === " " || event.key === "Enter") {
    // A key that is held down must not lift and drop in turn.
    if (!event.repeat) isLifted ? drop() : start(id, false);
  } else if (isLifted && event.key === "Escape") {
    event.stopPropagation();
    putBack();
  } else if (isLifted && by) step(by);
  else return;
  event.preventDefault();
}

/** Follows the pointer while an item is dragged. On the document, since the button may be moved in it. */
export function useDragging(isDragging: boolean, elements: Map<string, HTMLElement>, others: string[], layout: SortLayout, commands: SortCommands): void {
  const latest = useRef({ others, layout, commands });
  latest.current = { others, layout, commands };
  useEffect(() => {
    if (!isDragging) return;
    const abort = new AbortController();
    const { signal } = abort;
    const follow = (event: PointerEvent) => latest.current.commands.moveTo(countBefore(latest.current.others, elements, latest.current.layout, event));
    document.addEventListener("pointermove", follow, { signal });
    document.addEventListener("pointerup", () => latest.current.commands.drop(), { signal });
    document.addEventListener("pointercancel", () => latest.current.commands.putBack(), { signal });
    return () => abort.abort();
  }, [isDragging]);
}

/** How many of the items stand before the pointer. */
function countBefore(ids: string[], elements: Map<string, HTMLElement>, layout: SortLayout, { clientX, clientY }: PointerEvent): number {
  return ids.filter((id) => {
    const box = elements.get(id)?.getBoundingClientRect();
    if (!box) return false;
    if (layout === "column") return box.top + box.height / 2 < clientY;
    return box.bottom < clientY || (box.top <= clientY && box.left + box.width / 2 < clientX);
  }).length;
}
