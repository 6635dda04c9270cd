/** Lets a person order a list, by a pointer or by keys: Space lifts, arrows move, Space drops, Esc puts back. */

import type { ButtonHTMLAttributes } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t, type TextName } from "../texts/texts.ts";
import { pressSortKey, useDragging, type SortCommands, type SortLayout } from "./sort-input.ts";

interface Options {
  /** The list as it is kept. */
  ids: readonly string[];
  layout: SortLayout;
  /** What is read out of an item. */
  describe: (id: string) => string;
  /** The item was dropped at another place. */
  onOrder: (ids: string[], moved: string) => void;
}

interface Lift {
  id: string;
  isByPointer: boolean;
  /** The list with the item at its new place. */
  ids: readonly string[];
}

export interface Sortable {
  /** The list as it is shown: the lifted item is at its new place. */
  ids: readonly string[];
  lifted: string | null;
  /** For a live region. */
  message: string;
  /** Say the new place of an item that was moved by other means. */
  sayMoved: (ids: readonly string[], id: string) => void;
  /** For the button by which an item is lifted. */
  grip: (id: string) => ButtonHTMLAttributes<HTMLButtonElement> & { "data-grip": string };
  /** For the element of an item. */
  item: (id: string) => { ref: (element: HTMLElement | null) => void; class: string };
}

export function useSortable(options: Options): Sortable {
  const { ids, layout, describe } = options;
  const { lift, message, sayMoved, commands } = useLift(options);
  const elements = useRef(new Map<string, HTMLElement>()).current;
  const shown = lift?.ids ?? ids;
  useDragging(lift?.isByPointer ?? false, elements, shown.filter((id) => id !== lift?.id), layout, commands);
  const findGrip = (id: string) => elements.get(id)?.querySelector<HTMLElement>("[data-grip]");

  // An element that is moved in the document loses the focus.
  useLayoutEffect(() => {
    if (lift) findGrip(lift.id)?.focus();
  }, [lift]);
  const latest = useRef(commands);
  latest.current = commands;
  /** A person who goes on to another control leaves the item where it is shown. */
  const blur = (id: string) => {
    if (lift?.id === id && !lift.isByPointer) requestAnimationFrame(() => findGrip(id) !== document.activeElement && latest.current.drop());
  };

  return {
    ids: shown,
    lifted: lift?.id ?? null,
    message,
    sayMoved,
    grip: (id) => ({
      type: "button",
      class: "grip",
      "data-grip": "",
      "aria-label": t("sort.grip", { name: describe(id), place: shown.indexOf(id) + 1, count: shown.length }),
      "aria-pressed": lift?.id === id,
      onKeyDown: (event) => pressSortKey(event, id, lift !== null, commands),
      onPointerDown: (event) => {
        if (event.button !== 0 || lift) return;
        event.preventDefault();
        commands.start(id, true);
      },
      onBlur: () => blur(id),
    }),
    item: (id) => ({
      ref: (element) => void (element ? elements.set(id, element) : elements.delete(id)),
      class: lift?.id === id ? "lifted" : "",
    }),
  };
}

/** The item that is being moved, and what is said about it. */
function useLift({ ids, describe, onOrder }: Options): Pick<Sortable, "message" | "sayMoved"> & { lift: Lift | null; commands: SortCommands } {
  const [lift, setLift] = useState<Lift | null>(null);
  const [message, setMessage] = useState("");
  const say = (name: TextName, order: readonly string[], id: string) => setMessage(t(name, { name: describe(id), place: order.indexOf(id) + 1, count: order.length }));
  const end = (name: TextName, order: readonly string[]) => {
    if (lift) say(name, order, lift.id);
    setLift(null);
  };
  const moveTo = (index: number) => {
    if (!lift) return;
    const others = lift.ids.filter((id) => id !== lift.id);
    const to = Math.min(others.length, Math.max(0, index));
    if (to === lift.ids.indexOf(lift.id)) return;
    const order = [...others.slice(0, to), lift.id, ...others.slice(to)];
    setLift({ ...lift, ids: order });
    say("sort.moved", order, lift.id);
  };
  const commands: SortCommands = {
    start: (id, isByPointer) => {
      setLift({ id, isByPointer, ids });
      say("sort.lifted", ids, id);
    },
    step: (by) => lift && moveTo(lift.ids.indexOf(lift.id) + by),
    moveTo,
    drop: () => {
      if (!lift) return;
      // A list that was changed meanwhile (a story was withdrawn, another was added) has the last word about its items.
      const order = [...lift.ids.filter((id) => ids.includes(id)), ...ids.filter((id) => !lift.ids.includes(id))];
      end("sort.dropped", order);
      if (order.some((id, index) => id !== ids[index])) onOrder(order, lift.id);
    },
    putBack: () => end("sort.back", ids),
  };
  return { lift, message, sayMoved: (order, id) => say("sort.moved", order, id), commands };
}
