/** A field that proposes entries while one types (WAI-ARIA combobox with a list). */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../texts/texts.ts";

export interface Proposal {
  key: string;
  label: string;
  /** Said behind the label, quietly. */
  note?: string;
}

interface Properties {
  label: string;
  placeholder?: string;
  /** Proposals for a text, which may be empty. Called again with each text. */
  find: (text: string, signal: AbortSignal) => Promise<Proposal[]>;
  onChoose: (proposal: Proposal) => void;
  disabled?: boolean;
}

/** Milliseconds after the last key. */
const PAUSE = 150;

export function Combobox({ label, placeholder, find, onChoose, disabled }: Properties) {
  const id = useId();
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = useProposals(isOpen, text, find);
  const shown = (isOpen && found) || [];
  /** Enter was pressed before the proposals for the text were there: the first one is meant. */
  const isAwaited = useRef(false);
  const input = useRef<HTMLInputElement>(null);

  const close = () => {
    isAwaited.current = false;
    setOpen(false);
    setActive(0);
  };
  const choose = (proposal: Proposal) => {
    setText("");
    close();
    onChoose(proposal);
    input.current?.focus();
  };
  useEffect(() => {
    if (isAwaited.current && found?.[0]) choose(found[0]);
    else if (found) isAwaited.current = false;
  }, [found]);
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setOpen(true);
      setActive((active + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === "Enter" && (shown[active] || text.trim())) {
      event.preventDefault();
      if (shown[active]) choose(shown[active]);
      else isAwaited.current = found === null;
    } else if (event.key === "Escape" && isOpen) {
      // Esc closes the list first, and only then what is around it.
      event.stopPropagation();
      event.preventDefault();
      close();
    }
  };
  return (
    <div class="combobox" onFocusOut={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && close()}>
      <label class="hidden" for={id}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        type="text"
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown[active] ? `${id}-${active}` : undefined}
        autocomplete="off"
        placeholder={placeholder ?? label}
        value={text}
        disabled={disabled}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onInput={(event) => {
          isAwaited.current = false;
          setText(event.currentTarget.value);
          setOpen(true);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={!shown.length}>
        {shown.map((proposal, number) => (
          // The field keeps the focus: a click must not take it.
          <li
            key={proposal.key}
            id={`${id}-${number}`}
            role="option"
            aria-selected={number === active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(proposal)}
          >
            {proposal.label} {proposal.note && <span class="quiet">{proposal.note}</span>}
          </li>
        ))}
      </ul>
      <p class="hidden" role="status">
        {isOpen && text && found ? t("ui.proposals", { count: shown.length }) : ""}
      </p>
    </div>
  );
}

/** Null until those for this text are there. */
function useProposals(isOpen: boolean, text: string, find: Properties["find"]): Proposal[] | null {
  const [found, setFound] = useState<{ text: string; proposals: Proposal[] } | null>(null);
  const latest = useRef(find);
  latest.current = find;
  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    // An entry that was chosen meanwhile must not be proposed again.
    setFound(null);
    const answer = (proposals: Proposal[]) => !abort.signal.aborted && setFound({ text, proposals });
    const timer = setTimeout(() => {
      latest
        .current(text.trim(), abort.signal)
        .then(answer, () => answer([]));
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [isOpen, text]);
  return found?.text === text ? found.proposals : null;
}
