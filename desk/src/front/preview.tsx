/** A small drawing of the front page: the order of its stories, as the site arranges them. */

import { useState } from "preact/hooks";
import type { Card } from "../api/front.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Segmented } from "../ui/segmented.tsx";
import { arrange } from "./arrangement.ts";
import type { Cards, StoryCard } from "./cards.ts";

interface Properties {
  pins: string[];
  cards: Cards;
  breaking: Card | null;
  lang: string;
}

export function Preview({ pins, cards, breaking, lang }: Properties) {
  const [view, setView] = useState("wide");
  const views = [
    { value: "wide", label: t("front.wide") },
    { value: "phone", label: t("front.phone") },
  ];
  return (
    <section class="front-preview" aria-labelledby="preview-title">
      <div class="section-head">
        <h2 id="preview-title">{t("front.preview")}</h2>
        <Segmented label={t("front.preview")} choices={views} value={view} onValue={setView} />
      </div>
      <Paper isPhone={view === "phone"} pins={pins} cards={cards} breaking={breaking} lang={lang} />
    </section>
  );
}

function Paper({ isPhone, pins, cards, breaking, lang }: Properties & { isPhone: boolean }) {
  const { site } = useDesk();
  const page = arrange(pins.flatMap((id) => cards.get(id) ?? []), [...cards.values()]);
  const { lead, beside, below, row, also, latest } = page;
  const order = [lead, ...beside, ...below, ...row, ...also].flatMap((card) => card?.title ?? []);
  return (
    <div class={`paper ${isPhone ? "phone" : "wide"}`} lang={lang} role="img" aria-label={order.join("; ") || t("front.empty")}>
      <p class="paper-name">{site.name}</p>
      {breaking && <p class="paper-breaking">● {breaking.title}</p>}
      <div class="paper-top">
        {lead && <Story card={lead} kind="lead" />}
        <div class="beside">{stories(beside, "picture")}{stories(also, "headline")}</div>
        <div class="below">{stories(below, "headline")}</div>
        <div class="latest">
          <b>{t("front.newest")}</b>
          {stories(latest.slice(0, isPhone ? 3 : 6), "line")}
        </div>
        {row.length > 0 && <div class="row">{stories(row, "picture")}</div>}
      </div>
    </div>
  );
}

function stories(cards: StoryCard[], kind: string) {
  return cards.map((card) => <Story key={card.id} card={card} kind={kind} />);
}

function Story({ card, kind }: { card: StoryCard; kind: string }) {
  return (
    <p class={`paper-story ${kind}`}>
      {(kind === "lead" || kind === "picture") && card.picture && <img src={card.picture} alt="" loading="lazy" />}
      <span>{card.title}</span>
    </p>
  );
}
