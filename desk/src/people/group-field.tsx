/** The choice of a group, with what it may do. */

import { useId } from "preact/hooks";
import { GROUPS, type Group } from "../api/types.ts";
import { t } from "../texts/texts.ts";

export function GroupField({ value, error, onValue, disabled }: { value: Group | undefined; error?: string; onValue: (group: Group) => void; disabled?: boolean }) {
  const id = useId();
  return (
    <fieldset class="radios" aria-describedby={error ? `${id}-error` : undefined} disabled={disabled}>
      <legend>{t("staff.group")}</legend>
      {GROUPS.map((group) => (
        <div class="check" key={group}>
          <input type="radio" id={`${id}-${group}`} name={id} checked={value === group} onChange={() => onValue(group)} />
          <label for={`${id}-${group}`}>
            <b>{t(`group.${group}`)}</b> <span class="quiet">{t(`staff.may.${group}`)}</span>
          </label>
        </div>
      ))}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
