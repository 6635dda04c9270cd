/** A field that searches while one types. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** Milliseconds after the last key before it is searched. */
const PAUSE = 250;

/** `hasShortcut`: the key `/` leads to it. */
export function SearchField({ label, value, onValue, hasShortcut = false }: { label: string; value: string; onValue: (value: string) => void; hasShortcut?: boolean }) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    // Another address, such as that of the back button; not the answer to one's own typing.
    if (value !== sent.current) setTyped((sent.current = value));
  }, [value]);
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => onValue((sent.current = typed.trim())), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label class="search">
      <span class="hidden">{label}</span>
      <Icon name="search" />
      <input type="search" placeholder={label} value={typed} maxLength={200} data-shortcut={hasShortcut ? "/" : undefined} onInput={(event) => setTyped(event.currentTarget.value)} />
      {hasShortcut && <kbd aria-hidden="true">/</kbd>}
    </label>
  );
}
