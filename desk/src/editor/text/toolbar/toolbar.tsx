/** The toolbar of the text: one tab stop, with arrow keys. Escape goes back to the text. */

import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../texts/texts.ts";
import type { TextEditor } from "../text-editor.ts";
import { getKeys, isEnabled, isPressed, perform } from "./actions.ts";
import { AddressPanel } from "./address-panel.tsx";
import { type Button, GROUPS } from "./buttons.ts";
import { Icon } from "./icons.tsx";
import { Menu } from "./menu.tsx";
import { followKeyboard } from "./on-screen-keyboard.ts";
import { getButtons, moveFocus } from "./roving.ts";

export function Toolbar({ editor }: { editor: TextEditor }): JSX.Element {
  const [, update] = useState(0);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [stop, setStop] = useState("h2");
  const bar = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current ? followKeyboard(box.current) : undefined), []);
  // Before the first key: what the editor tells earlier would be lost.
  useLayoutEffect(() => editor.subscribe(() => update((count) => count + 1)), [editor]);
  useEffect(() => {
    editor.onToolbar = () => findStop(bar.current)?.focus();
    return () => {
      editor.onToolbar = () => undefined;
    };
  }, [editor]);
  const follow = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      editor.focus();
    } else if (bar.current) moveFocus(event, bar.current);
  };
  const closeMenu = (goesBack: boolean) => {
    setMenuOpen(false);
    if (goesBack) findMore(bar.current)?.focus();
  };
  const rove = (name: string) => ({ "data-stop": name, tabIndex: stop === name ? 0 : -1, onFocus: () => setStop(name) });
  return (
    <div class="text-tools" ref={box} style={{ "--menu-start": `${findMore(bar.current)?.offsetLeft ?? 0}px` }}>
      <div class="text-bar" role="toolbar" aria-label={t("text.toolbar")} ref={bar} onKeyDown={follow} onMouseDown={keepFocus}>
        {GROUPS.map((group) => (
          <div class="group" key={group[0]?.action}>
            {group.map((button) => (
              <ToolButton key={button.action} editor={editor} button={button} rove={rove(button.action)} />
            ))}
          </div>
        ))}
        <button
          type="button"
          class="more"
          aria-haspopup="menu"
          aria-expanded={isMenuOpen}
          aria-label={t("text.more")}
          title={t("text.more")}
          disabled={!editor.canWrite}
          onClick={() => setMenuOpen(!isMenuOpen)}
          {...rove("more")}
        >
          <Icon name="more" />
        </button>
        <button type="button" class="source" aria-pressed={editor.isSource} onClick={() => editor.toggleSource()} {...rove("source")}>
          {t("text.source")}
        </button>
      </div>
      {isMenuOpen && <Menu editor={editor} onClose={closeMenu} />}
      {editor.prompt.kind && <AddressPanel key={editor.prompt.kind} editor={editor} kind={editor.prompt.kind} />}
    </div>
  );
}

/** A press on a button leaves the cursor in the text. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function findMore(bar: HTMLElement | null): HTMLElement | null {
  return bar?.querySelector<HTMLElement>("[aria-haspopup]") ?? null;
}

function findStop(bar: HTMLElement | null): HTMLElement | undefined {
  const buttons = bar ? getButtons(bar).filter((button) => !button.disabled) : [];
  return buttons.find((button) => button.tabIndex === 0) ?? buttons[0];
}

interface ToolButtonProperties {
  editor: TextEditor;
  button: Button;
  rove: { tabIndex: number; onFocus: () => void };
}

function ToolButton({ editor, button, rove }: ToolButtonProperties): JSX.Element {
  const { action, label, icon, letters, hasText, isWide } = button;
  const keys = getKeys(action);
  const enabled = isEnabled(editor, action);
  const title = keys ? `${t(label)} (${keys})` : t(label);
  return (
    <button
      type="button"
      class={[action, isWide ? "wide" : "", hasText ? "labelled" : ""].filter(Boolean).join(" ")}
      aria-label={t(label)}
      aria-pressed={isPressed(editor, action)}
      aria-disabled={!enabled}
      title={title}
      onClick={() => enabled && perform(editor, action)}
      {...rove}
    >
      {icon && <Icon name={icon} />}
      {letters}
      {hasText && <span>{t(label)}</span>}
    </button>
  );
}
