/** Somebody else has put out other pins: theirs beside one's own, to take either or both. */

import type { FrontPage } from "../api/front.ts";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import type { Cards } from "./cards.ts";
import { joinPins } from "./pins.ts";

interface Properties {
  theirs: FrontPage;
  /** The pins that one's own change began with. */
  base: string[];
  mine: string[];
  cards: Cards;
  onChoose: (pins: string[]) => void;
  onClose: () => void;
}

export function PinsConflict({ theirs, base, mine, cards, onChoose, onClose }: Properties) {
  const other = theirs.pins.map(({ id }) => id);
  const titles = new Map(theirs.pins.map(({ id, title }) => [id, title]));
  const name = (id: string) => cards.get(id)?.title ?? titles.get(id) ?? id;
  const choices = [
    { key: "theirs", pins: other, title: t("front.theirs", { name: theirs.changed_by?.name ?? "" }), button: t("front.takeTheirs") },
    { key: "mine", pins: mine, title: t("front.mine"), button: t("front.takeMine") },
    { key: "both", pins: joinPins(base, mine, other), title: t("front.both"), button: t("front.takeBoth") },
  ];
  const note = theirs.changed_at ? formatWhen(theirs.changed_at, { withClock: true }) : undefined;
  return (
    <Dialog title={t("front.conflict")} note={note} size="wide" onClose={onClose} footer={<p class="quiet">{t("front.conflictHint")}</p>}>
      <div class="pin-choices">
        {choices.map(({ key, pins, title, button }) => (
          <section key={key}>
            <h3>{title}</h3>
            <ol>
              {pins.map((id) => (
                <li key={id} class={other.includes(id) && mine.includes(id) ? "" : "differs"} lang={theirs.lang}>
                  {name(id)}
                </li>
              ))}
            </ol>
            <Button onClick={() => onChoose(pins)}>{button}</Button>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
