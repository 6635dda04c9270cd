/** One place in which two texts differ: mine, before, theirs, and what is taken. */

import { useId } from "preact/hooks";
import type { Changes } from "../api/types.ts";
import type { Decision } from "../keeping/join/decisions.ts";
import { readText } from "../keeping/join/blocks.ts";
import type { Place, SideName } from "../keeping/join/places.ts";
import { markNewWords } from "../keeping/join/words.ts";
import { t, type TextName } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { describeField, LINES } from "./values.ts";

interface Properties {
  place: Place;
  lang: string;
  decision: Decision | undefined;
  /** The other person. */
  name: string;
  onDecide: (decision: Decision | null) => void;
}

export function PlaceRow({ place, lang, decision, name, onDecide }: Properties) {
  const group = useId();
  const isOpen = place.outcome === "conflict";
  const base = getText(place, "base");
  const taken = decision?.take ?? (isOpen ? null : place.outcome);
  const columns: Record<SideName, string> = { mine: t("conflict.mine"), base: t("conflict.before"), theirs: name };
  const cell = (side: SideName, label: string) => {
    const text = getText(place, side);
    return (
      <td class={taken === side || (taken === "both" && side !== "base") ? "taken" : undefined} data-column={columns[side]}>
        {isOpen && side !== "base" && <Choice group={group} label={label} isChosen={decision?.take === side} onChoose={() => onDecide({ take: side })} />}
        {isOpen && side === "base" && <ByHand group={group} place={place} decision={decision} onDecide={onDecide} />}
        <p class="compared" lang={lang}>
          {side === "base" ? text : markNewWords(base, text).map(({ text: run, change }, number) => (change === "added" ? <ins key={number}>{run}</ins> : <span key={number}>{run}</span>))}
          {!text && <i class="quiet">{t("conflict.nothing")}</i>}
        </p>
      </td>
    );
  };
  return (
    <tbody class={isOpen && !decision ? "open" : undefined} data-place={place.id} tabIndex={isOpen ? -1 : undefined}>
      <tr class="place-head">
        <th colSpan={3} scope="rowgroup">
          <div>
            <span>{getName(place)}</span>
            <span class="place-state">{describe(place, decision, name)}</span>
            {!isOpen && (
              <Button isSmall onClick={() => onDecide(decision ? null : { take: place.outcome === "mine" ? "theirs" : "mine" })}>
                {t(decision ? "conflict.redo" : "conflict.undo")}
              </Button>
            )}
          </div>
        </th>
      </tr>
      <tr>
        {cell("mine", t("conflict.takeMine"))}
        {cell("base", "")}
        {cell("theirs", t("conflict.takeTheirs", { name }))}
      </tr>
    </tbody>
  );
}

function Choice({ group, label, isChosen, onChoose }: { group: string; label: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <label class="radio">
      <input type="radio" name={group} checked={isChosen} onChange={onChoose} />
      <b>{label}</b>
    </label>
  );
}

/** A line is written here. Of the text both are kept, to be edited where one can see the whole of it. */
function ByHand({ group, place, decision, onDecide }: Pick<Properties, "place" | "decision" | "onDecide"> & { group: string }) {
  if (place.kind === "block") return <Choice group={group} label={t("conflict.both")} isChosen={decision?.take === "both"} onChoose={() => onDecide({ take: "both" })} />;
  if (!LINES.has(place.field)) return null;
  const written = decision?.take === "hand" && "changes" in decision ? decision.changes : null;
  const write = (text: string): Changes => ({ [place.field]: text || null });
  return (
    <>
      <Choice group={group} label={t("conflict.byHand")} isChosen={written !== null} onChoose={() => onDecide({ take: "hand", changes: place.mine })} />
      {written && <input type="text" aria-label={t("conflict.byHand")} value={describeField(place.field, written)} onInput={(event) => onDecide({ take: "hand", changes: write(event.currentTarget.value) })} />}
    </>
  );
}

function getText(place: Place, side: SideName): string {
  return place.kind === "block" ? readText(place[side]) : describeField(place.field, place[side]);
}

function getName(place: Place): string {
  if (place.kind === "block") return t("conflict.paragraph", { number: place.number });
  return t(`keeping.field.${place.field}` as TextName);
}

function describe(place: Place, decision: Decision | undefined, name: string): string {
  if (place.outcome === "conflict") return t(decision ? "conflict.decided" : "conflict.toDecide");
  if (decision) return t("conflict.undone");
  return place.outcome === "mine" ? t("conflict.onlyMine") : place.outcome === "theirs" ? t("conflict.onlyTheirs", { name }) : t("conflict.joined");
}
