/** Loads what a screen shows. */

import { Unreachable } from "../api/problem.ts";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** `isSlow`: it takes so long that the person should see something. `value` is the former one while it is loaded again. */
export interface Load<T> {
  value: T | undefined;
  error: unknown;
  isLoading: boolean;
  isSlow: boolean;
  reload: () => void;
}

/** Milliseconds until the next try without a connection. */
const RETRY = 10_000;
/** Milliseconds before a skeleton is shown: a quick answer must not flash. */
const SLOW = 300;

/**
 * Calls `read` when `key` changes, and again until the server can be reached. An answer that comes after a later question
 * is ignored.
 */
export function useLoad<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Load<T> {
  const [state, setState] = useState<Omit<Load<T>, "reload">>({ value: undefined, error: undefined, isLoading: true, isSlow: false });
  const [round, setRound] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  // Before the frame is painted, which takes long on a slow device.
  useLayoutEffect(() => {
    const abort = new AbortController();
    setState((before) => ({ ...before, isLoading: true, isSlow: false }));
    const timer = setTimeout(() => setState((before) => ({ ...before, isSlow: true })), SLOW);
    latest
      .current(abort.signal)
      .then((value) => !abort.signal.aborted && setState({ value, error: undefined, isLoading: false, isSlow: false }))
      .catch((error: unknown) => !abort.signal.aborted && setState((before) => ({ ...before, error, isLoading: false, isSlow: false })))
      .finally(() => clearTimeout(timer));
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [key, round]);
  const reload = useCallback(() => setRound((number) => number + 1), []);
  const isCutOff = state.error instanceof Unreachable && !state.isLoading;
  useEffect(() => {
    if (!isCutOff) return;
    const timer = setTimeout(reload, RETRY);
    addEventListener("online", reload);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", reload);
    };
  }, [isCutOff]);
  return { ...state, reload };
}
