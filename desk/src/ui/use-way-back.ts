import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * For a list with a form at its side. When the form goes, and the focus with it, the focus comes back to what the form
 * was opened from, or else to the list. `side` names the form; undefined if there is none.
 */
export function useWayBack<Kind extends HTMLElement>(side: string | undefined) {
  const list = useRef<Kind>(null);
  const wasOpen = useRef(false);
  const opener = useRef<Element | null>(null);
  // Before the form takes the focus, and before the browser shows that nothing has it.
  useLayoutEffect(() => {
    if (side !== undefined) opener.current = document.activeElement;
    else if (wasOpen.current && document.activeElement === document.body) {
      const way = opener.current !== document.body && opener.current?.isConnected ? opener.current : list.current;
      if (way instanceof HTMLElement) way.focus();
    }
    wasOpen.current = side !== undefined;
  }, [side]);
  /** What the form was opened from will go too. */
  const forget = () => {
    opener.current = null;
  };
  return { list, forget };
}
