/** The band at the top with all screens; on phones a bar of tabs at the bottom. */

import { useId, useState } from "preact/hooks";
import { useHeldCount } from "../rates/use-rates.ts";
import { LANGUAGES, getLanguage, t, type DeskLanguage, type TextName } from "../texts/texts.ts";
import type { Group } from "../api/types.ts";
import { Button } from "../ui/button.tsx";
import { isAtLeast, useDesk } from "./context.ts";
import { KeysDialog } from "./keys.tsx";
import { useShortcuts } from "./shortcuts.ts";
import { useSignOut } from "./sign-out.tsx";
import { formatPlace, type Place, type ScreenName } from "./router.ts";
import { SelectField } from "../ui/field.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";

/** A screen, and the group from which on it is shown. */
interface Tab {
  screen: ScreenName;
  name: TextName;
  icon: IconName;
  group: Group;
}

const TABS: Tab[] = [
  { screen: "articles", name: "app.articles", icon: "article", group: "author" },
  { screen: "front", name: "app.front", icon: "front", group: "editor" },
  { screen: "pictures", name: "app.pictures", icon: "picture", group: "author" },
  { screen: "terms", name: "app.terms", icon: "tag", group: "editor" },
  { screen: "rates", name: "app.rates", icon: "chart", group: "admin" },
  { screen: "people", name: "app.people", icon: "person", group: "admin" },
  { screen: "work", name: "app.work", icon: "list", group: "editor" },
];

/** Tabs for which the bar of a phone has room, beside one for all others. */
const ROOM = 4;

export function Band({ place, onLanguage }: { place: Place; onLanguage: (language: DeskLanguage) => void }) {
  const { me, site } = useDesk();
  const tabs = TABS.filter(({ group }) => isAtLeast(me, group));
  const held = useHeldCount(isAtLeast(me, "admin"));
  const id = useId();
  const others = tabs.length > ROOM + 1 ? tabs.slice(ROOM) : [];
  const isOther = others.some(({ screen }) => screen === place.screen);
  return (
    <header class="band">
      <a class="name" href={formatPlace("articles")}>
        <span class="star" aria-hidden="true" />
        <b>{site.name}</b> <span>{t("app.name")}</span>
      </a>
      <nav class="tabs" aria-label={t("app.menu")}>
        {tabs.map((tab) => (
          <TabLink key={tab.screen} tab={tab} isPresent={place.screen === tab.screen} isWide={others.includes(tab)} held={held} />
        ))}
        {others.length > 0 && (
          <button type="button" class={`more-tabs narrow-only${isOther ? " present" : ""}`} popovertarget={id}>
            <Icon name="more" />
            <span class="tab-name">
              {t("app.others")} {held > 0 && <span class="count">{held}</span>}
            </span>
          </button>
        )}
      </nav>
      <div id={id} popover="auto" class="menu tab-menu">
        {others.map((tab) => (
          <a key={tab.screen} href={formatPlace(tab.screen)} aria-current={place.screen === tab.screen ? "page" : undefined} onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}>
            {t(tab.name)} {tab.screen === "rates" && held > 0 && <span class="count">{held}</span>}
          </a>
        ))}
      </div>
      <PersonMenu onLanguage={onLanguage} />
    </header>
  );
}

function TabLink({ tab: { screen, name, icon }, isPresent, isWide, held }: { tab: Tab; isPresent: boolean; isWide: boolean; held: number }) {
  return (
    <a href={formatPlace(screen)} class={isWide ? "wide-only" : undefined} aria-current={isPresent ? "page" : undefined}>
      <Icon name={icon} />
      <span class="tab-name">
        {t(name)} {screen === "rates" && held > 0 && <span class="count">{held}</span>}
      </span>
    </a>
  );
}

function PersonMenu({ onLanguage }: { onLanguage: (language: DeskLanguage) => void }) {
  const { me, site } = useDesk();
  const signOut = useSignOut();
  const [areKeysShown, setKeysShown] = useState(false);
  useShortcuts({ "?": () => setKeysShown(true) });
  const id = useId();
  const group = me.groups.includes("admin") ? "admin" : me.groups.includes("editor") ? "editor" : "author";
  const choices = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  return (
    <div class="person">
      <button type="button" class="person-button" popovertarget={id}>
        <span class="person-name">
          {me.name} · {t(`group.${group}`)}
        </span>
        <span class="initials" aria-hidden="true">
          {initials(me.name)}
        </span>
      </button>
      <div id={id} popover="auto" class="menu person-menu">
        <p>
          <b>{me.name}</b>
          <br />
          <span class="quiet">{t(`group.${group}`)}</span>
        </p>
        <SelectField label={t("app.language")} choices={choices} value={getLanguage()} onValue={(value) => onLanguage(value as DeskLanguage)} />
        <a href={site.url}>{t("app.site")}</a>
        <Button onClick={() => setKeysShown(true)}>{t("shelf.keys")}</Button>
        <Button onClick={signOut.ask}>{t("app.signOut")}</Button>
      </div>
      {signOut.dialog}
      {areKeysShown && <KeysDialog onClose={() => setKeysShown(false)} />}
    </div>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "").join("");
}
