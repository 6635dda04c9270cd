/** Shows the sign-in, or the screens to somebody who is signed in. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Client } from "../api/client.ts";
import { SignedOut } from "../api/problem.ts";
import { Terms } from "../api/terms.ts";
import type { Me, Site } from "../api/types.ts";
import { PictureCache } from "../pictures/picture-cache.ts";
import { UploadQueue } from "../pictures/queue.ts";
import { type Session, SignInRefused } from "../sign-in/session.ts";
import { getLanguage, loadTexts, type DeskLanguage } from "../texts/texts.ts";
import { ErrorNotice } from "../ui/notice.tsx";
import { DeskContext, type Desk } from "./context.ts";
import { keepLanguage } from "./language.ts";
import { Screens } from "./screens.tsx";
import { SignInScreen, Starting, type SignInState } from "./sign-in-screen.tsx";

type Stage = { kind: "starting" } | { kind: "signed out"; why?: SignInState } | { kind: "failed"; error: unknown } | { kind: "ready"; me: Me };

export interface AppProperties {
  site: Site;
  session: Session;
  client: Client;
  /** Who was signed in at the last visit, and sees the screen before that is known to go on; null if nobody does. */
  recalled: Promise<Me | null>;
  /** What the first look for a session has found. */
  first: Promise<Stage>;
}

export function App({ site, session, client, recalled, first }: AppProperties) {
  const [stage, setStage] = useState<Stage>({ kind: "starting" });
  const [language, setLanguage] = useState<DeskLanguage>(getLanguage());
  const latest = useRef(stage.kind);
  latest.current = stage.kind;
  const terms = useMemo(() => new Terms(client), [client]);
  const pictures = useMemo(() => new PictureCache(client), [client]);
  const uploads = useMemo(() => new UploadQueue(client), [client]);

  const start = (resumed = resume(session)) => {
    setStage({ kind: "starting" });
    resumed.then((next) => setStage((before) => settle(before, next)));
  };
  useEffect(() => {
    // Another person must not see the texts of this one, and none of them may be sent with that person's token.
    session.onSignedOut = (why) => (why === "another person" ? location.reload() : setStage({ kind: "signed out" }));
    session.onSignedIn = () => latest.current !== "ready" && start();
    start(first);
    void recalled.then((me) => me?.groups.length && setStage((before) => (before.kind === "starting" ? { kind: "ready", me } : before)));
  }, [session]);

  const changeLanguage = async (chosen: DeskLanguage) => {
    await loadTexts(chosen);
    keepLanguage(chosen);
    setLanguage(chosen);
  };

  if (stage.kind === "failed") return <ErrorNotice error={stage.error} onRetry={() => start()} />;
  if (stage.kind === "starting") return <Starting />;
  if (stage.kind === "signed out") return <SignInScreen key={language} site={site} session={session} state={stage.why ?? "asking"} onLanguage={changeLanguage} />;
  const desk: Desk = { client, terms, pictures, uploads, session, site, me: stage.me };
  return (
    <DeskContext.Provider value={desk}>
      <Screens key={language} onLanguage={changeLanguage} />
    </DeskContext.Provider>
  );
}

/** The screens of a recalled person stay: without a connection they say so themselves. */
function settle(before: Stage, next: Stage): Stage {
  if (before.kind !== "ready") return next;
  return next.kind === "failed" || JSON.stringify(before) === JSON.stringify(next) ? before : next;
}

/** Takes the sign-in with which the browser comes back, or that of an earlier visit. */
export async function resume(session: Session): Promise<Stage> {
  try {
    const me = await session.resume();
    if (!me) return { kind: "signed out" };
    return me.groups.length ? { kind: "ready", me } : { kind: "signed out", why: "no group" };
  } catch (error) {
    if (error instanceof SignInRefused) return { kind: "signed out", why: "refused" };
    if (error instanceof SignedOut) return { kind: "signed out" };
    return { kind: "failed", error };
  }
}
