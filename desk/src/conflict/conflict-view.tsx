/** Two people have changed the same places: somebody decides, place by place. Nothing is lost meanwhile. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Draft } from "../api/types.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { countDecided, decide, type Decision } from "../keeping/join/decisions.ts";
import type { Joined } from "../keeping/join/places.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useAction } from "../ui/use-action.ts";
import { PlaceRow } from "./place-row.tsx";

interface Properties {
  joined: Joined;
  /** The other person, and the version that this person has saved. */
  name: string;
  version: number;
  /** Saves the draft. Resolves with an error to be shown, or null. */
  onResolve: (draft: Draft) => Promise<unknown>;
}

export function ConflictView({ joined, name, version, onResolve }: Properties) {
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Decision>>(new Map());
  const saving = useAction(() => onResolve(decide(joined, decisions)));
  const screen = useRef<HTMLElement>(null);
  // It takes the place of the text, and with it of whatever had the focus.
  useEffect(() => screen.current?.focus(), []);
  const table = useRef<HTMLTableElement>(null);
  const { decided, total } = countDecided(joined, decisions);
  const others = joined.places.length - total;

  const set = (id: string, decision: Decision | null) => {
    const next = new Map(decisions);
    if (decision) next.set(id, decision);
    else next.delete(id);
    setDecisions(next);
  };
  const findPresent = () => (document.activeElement?.closest<HTMLElement>("tbody.open, tbody[tabindex]") ?? table.current?.querySelector<HTMLElement>("tbody.open"))?.dataset.place;
  const choose = (decision: Decision) => {
    const id = findPresent();
    if (id) set(id, decision);
  };
  const goOn = () => {
    const open = [...(table.current?.querySelectorAll<HTMLElement>("tbody[tabindex]") ?? [])];
    const present = open.findIndex((row) => row.contains(document.activeElement));
    open[(present + 1) % open.length]?.focus();
  };
  useShortcuts({ 1: () => choose({ take: "mine" }), 2: () => choose({ take: "both" }), 3: () => choose({ take: "theirs" }), j: goOn });
  return (
    <main id="content" ref={screen} tabIndex={-1} class="conflict" aria-labelledby="conflict-title">
      <h1 id="conflict-title">{t("conflict.title")}</h1>
      <Notice>{t("conflict.text", { name, version, count: total, others })}</Notice>
      {Boolean(saving.failure) && <ErrorNotice error={saving.failure} />}
      <table ref={table}>
        <thead>
          <tr>
            <th scope="col">
              {t("conflict.mine")} <span class="quiet">{t("conflict.mineHint")}</span>
            </th>
            <th scope="col">
              {t("conflict.before")} <span class="quiet">{t("conflict.beforeHint")}</span>
            </th>
            <th scope="col">
              {name} <span class="quiet">{t("conflict.version", { version })}</span>
            </th>
          </tr>
        </thead>
        {joined.places.map((place) => (
          <PlaceRow key={place.id} place={place} lang={joined.draft.lang} decision={decisions.get(place.id)} name={name} onDecide={(decision) => set(place.id, decision)} />
        ))}
      </table>
      <p class="quiet">{t("conflict.leave")}</p>
      <footer class="conflict-foot">
        <p role="status">
          <b>{t("conflict.progress", { decided, total })}</b>
        </p>
        <progress value={decided} max={total} aria-hidden="true" />
        <p class="conflict-keys" aria-hidden="true">
          <kbd>1</kbd> {t("conflict.mine")} <kbd>2</kbd> {t("conflict.both")} <kbd>3</kbd> {name} <kbd>J</kbd> {t("conflict.next")}
        </p>
        <Button kind="main" isBusy={saving.isBusy} disabled={decided < total} onClick={saving.run}>
          {t("conflict.save", { version: version + 1 })}
        </Button>
      </footer>
    </main>
  );
}
