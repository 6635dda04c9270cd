/** The keys of the desk, and the switch for those of a single letter, which get in the way of some voice controls. */

import { useState } from "preact/hooks";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { CheckField } from "../ui/field.tsx";
import { areKeysOn, switchKeys } from "./shortcuts.ts";

const KEYS = [
  [["/"], "keys.search"],
  [["J"], "keys.next"],
  [["K"], "keys.before"],
  [["N"], "keys.new"],
  [["?"], "keys.list"],
  [["Ctrl", "S"], "keys.save"],
  [["Ctrl", "Enter"], "keys.main"],
  [["Ctrl", "B / I / K"], "keys.marks"],
  [["Ctrl", "Alt", "2 / 3 / 0"], "keys.headings"],
  [["Ctrl", "Shift", "7 / 8 / 9"], "keys.lists"],
  [["Alt", "F10"], "keys.toolbar"],
  [["F6"], "keys.panel"],
] as const;

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useState(areKeysOn());
  const change = (value: boolean) => {
    switchKeys(value);
    setOn(value);
  };
  return (
    <Dialog title={t("keys.title")} onClose={onClose} footer={<Button onClick={onClose}>{t("app.close")}</Button>}>
      <div class="stack">
        <dl class="keys">
          {KEYS.map(([keys, name]) => (
            <div key={name}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(name)}</dd>
            </div>
          ))}
        </dl>
        <CheckField label={t("keys.switch")} hint={t("keys.switchHint")} isChecked={isOn} onValue={change} />
      </div>
    </Dialog>
  );
}
