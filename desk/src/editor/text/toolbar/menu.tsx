/** The menu with what has no button of its own. */

import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../../texts/texts.ts";
import type { TextEditor } from "../text-editor.ts";
import { getKeys, isEnabled, isPressed, perform } from "./actions.ts";
import { ENTRIES, type Entry, TABLE_ENTRIES } from "./buttons.ts";
import { getButtons, moveFocus } from "./roving.ts";

interface Properties {
  editor: TextEditor;
  onClose: (goesBack: boolean) => void;
}

export function Menu({ editor, onClose }: Properties): JSX.Element {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = menu.current;
    if (box) getButtons(box).at(0)?.focus();
    const leave = (event: PointerEvent) => {
      if (event.target instanceof Node && !menu.current?.parentElement?.contains(event.target)) onClose(false);
    };
    document.addEventListener("pointerdown", leave);
    return () => document.removeEventListener("pointerdown", leave);
  }, []);
  const follow = (event: KeyboardEvent) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      onClose(true);
    } else if (menu.current && moveFocus(event, menu.current)) event.stopPropagation();
  };
  const isInTable = editor.isEnabled("tableDelete");
  return (
    <div class="text-menu" role="menu" aria-label={t("text.more")} ref={menu} onKeyDown={follow}>
      {isInTable && <Entries editor={editor} entries={TABLE_ENTRIES} onClose={onClose} />}
      <Entries editor={editor} entries={ENTRIES} onClose={onClose} />
    </div>
  );
}

function Entries({ editor, entries, onClose }: Properties & { entries: readonly Entry[] }): JSX.Element {
  return (
    <div role="group">
      {entries.map(({ action, label, isNarrow }) => {
        const pressed = isPressed(editor, action);
        const run = () => {
          onClose(false);
          perform(editor, action);
        };
        return (
          <button
            type="button"
            key={action}
            class={isNarrow ? "narrow" : undefined}
            role={pressed === undefined ? "menuitem" : "menuitemcheckbox"}
            aria-checked={pressed}
            aria-disabled={!isEnabled(editor, action)}
            onClick={() => isEnabled(editor, action) && run()}
          >
            {t(label)} <kbd>{getKeys(action)}</kbd>
          </button>
        );
      })}
    </div>
  );
}
