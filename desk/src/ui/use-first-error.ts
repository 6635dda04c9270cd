import { useEffect, useRef, useState } from "preact/hooks";

/** For what is sent: `focusError` brings the focus to the first field in `element` that has an error by then. */
export function useFirstError<Kind extends HTMLElement>() {
  const element = useRef<Kind>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (round) element.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [round]);
  return { element, focusError: () => setRound((number) => number + 1) };
}
