/** What people see who are not signed in. */

import { useEffect, useState } from "preact/hooks";
import type { Site } from "../api/types.ts";
import { type Session, SignInRefused } from "../sign-in/session.ts";
import { LANGUAGES, getLanguage, t, type DeskLanguage } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Segmented } from "../ui/segmented.tsx";

export type SignInState = "asking" | "refused" | "no group" | "off";

/** Milliseconds. */
const SLOW = 2_000;

interface Properties {
  site: Site;
  session: Session;
  state: SignInState;
  onLanguage: (language: DeskLanguage) => void;
}

export function SignInScreen({ site, session, state, onLanguage }: Properties) {
  const [refused, setRefused] = useState<SignInState | null>(null);
  const begin = () => session.begin(location.hash).catch((error: unknown) => setRefused(error instanceof SignInRefused ? "off" : "refused"));
  const shown = refused ?? state;
  return (
    <main id="content" class="sign-in">
      <div class="sign-in-card">
        <span class="star" aria-hidden="true" />
        <h1>{t("signIn.title", { site: site.name })}</h1>
        <p class="quiet">{t("signIn.text")}</p>
        {shown === "refused" && <Notice>{t("signIn.refused")}</Notice>}
        {shown === "off" && <Notice>{t("signIn.off")}</Notice>}
        {shown === "no group" && <Notice>{t("signIn.noGroup")}</Notice>}
        <Button kind="main" onClick={begin}>
          {t("signIn.button")}
        </Button>
        {shown === "no group" && <Button onClick={() => void session.end()}>{t("app.signOut")}</Button>}
      </div>
      <LanguageChoice onLanguage={onLanguage} />
    </main>
  );
}

/** What people see who may be signed in: nothing, unless it takes long. */
export function Starting() {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main id="content" class="starting" aria-busy="true">
      {isSlow && <p role="status">{t("signIn.waiting")}</p>}
    </main>
  );
}

export function LanguageChoice({ onLanguage }: { onLanguage: (language: DeskLanguage) => void }) {
  const choices = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  return <Segmented label={t("app.language")} choices={choices} value={getLanguage()} onValue={(value) => onLanguage(value as DeskLanguage)} />;
}
