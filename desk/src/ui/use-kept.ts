/** Keeps what a person changes in a form on this device, until the server has it. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "../app/context.ts";
import { storage } from "../storage.ts";

export interface Kept<T> {
  /** What was kept before; undefined if there is nothing, or while it is not known. */
  value: T | undefined;
  isReady: boolean;
  /** Without storage it is kept in this page only. */
  keep: (value: T) => void;
  /** Resolves when nothing is kept any more. */
  forget: () => Promise<unknown>;
}

/** `key` names the form. Each person has an own copy. */
export function useKept<T>(key: string): Kept<T> {
  const { me } = useDesk();
  const name = `${key}/${me.id}`;
  const [found, setFound] = useState<{ name: string; value: T | undefined } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const answer = (value: T | undefined) => isCurrent && setFound({ name, value });
    storage.read<T>("settings", name).then(answer, () => answer(undefined));
    return () => {
      isCurrent = false;
    };
  }, [name]);
  // Writes follow each other: an earlier one must not end later than the removal.
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const enqueue = useCallback((work: () => Promise<unknown>) => {
    queue.current = queue.current.then(work).catch(() => undefined);
    return queue.current;
  }, []);
  const keep = useCallback((value: T) => void enqueue(() => storage.write("settings", name, value)), [name]);
  const forget = useCallback(() => enqueue(() => storage.remove("settings", name)), [name]);
  const isReady = found?.name === name;
  return { value: isReady ? found.value : undefined, isReady, keep, forget };
}
