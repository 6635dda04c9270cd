/** Asks for the address of a link, or of a video or post. */

import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../texts/texts.ts";
import { isLinkAddress } from "../addresses.ts";
import type { PromptKind } from "../address-prompt.ts";
import type { TextEditor } from "../text-editor.ts";

const WIDTH = 360;
const MARGIN = 8;

export function AddressPanel({ editor, kind }: { editor: TextEditor; kind: PromptKind }): JSX.Element {
  const address = kind === "link" ? editor.prompt.linkAddress : "";
  const [isWrong, setWrong] = useState(false);
  const [typed, setTyped] = useState(address);
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    field.current?.select();
    field.current?.focus();
    const leave = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) editor.prompt.close();
    };
    document.addEventListener("pointerdown", leave);
    return () => document.removeEventListener("pointerdown", leave);
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!typed.trim() && kind === "link" && address) editor.prompt.removeLink();
    else if (!editor.prompt.submit(typed)) {
      setWrong(true);
      field.current?.focus();
    }
  };
  const follow = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    editor.prompt.close();
  };
  return (
    <div class="address-panel" role="dialog" aria-label={t(`text.${kind}`)} ref={box} style={place(editor)} onKeyDown={follow}>
    <form onSubmit={submit}>
      <label for={id}>{t("text.address")}</label>
      <input
        id={id}
        ref={field}
        type="text"
        inputMode="url"
        dir="ltr"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={typed}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setWrong(false);
        }}
      />
      <p id={`${id}-hint`} class={isWrong ? "wrong" : "hint"} role={isWrong ? "alert" : undefined}>
        {isWrong ? t(kind === "link" ? "text.addressWrong" : "text.embedWrong") : kind === "embed" ? t("text.embedHint") : ""}
      </p>
      <div class="choices">
        <button type="submit" class="main">
          {t("text.apply")}
        </button>
        <button type="button" onClick={() => editor.prompt.close()}>
          {t("text.cancel")}
        </button>
        {address && (
          <button type="button" onClick={() => editor.prompt.removeLink()}>
            {t("text.linkRemove")}
          </button>
        )}
        {address && isLinkAddress(address) && (
          <a href={address} target="_blank" rel="noopener noreferrer">
            {t("text.linkOpen")}
          </a>
        )}
      </div>
    </form>
    </div>
  );
}

/** Below the cursor, within the window. */
function place(editor: TextEditor): { left: string; top: string } {
  const { left, bottom } = editor.prompt.place;
  const most = Math.max(MARGIN, innerWidth - WIDTH - MARGIN);
  return { left: `${Math.min(Math.max(left, MARGIN), most)}px`, top: `${Math.min(bottom + MARGIN, innerHeight - 200)}px` };
}
