/** The beginning: language, site, sign-in, then the screens. What does not depend on another answer is asked for at once. */

import { render } from "preact";
import { Client, readPublic } from "./api/client.ts";
import type { Index } from "./api/types.ts";
import { App, resume, type AppProperties } from "./app/app.tsx";
import { readChosenLanguage } from "./app/language.ts";
import { parsePlace } from "./app/router.ts";
import { isShelf, prefetchScreen, prepareScreen } from "./app/screens.tsx";
import { loadLastList } from "./shelf/last-list.ts";
import { Session } from "./sign-in/session.ts";
import { guessLanguage, loadTexts, type DeskLanguage } from "./texts/texts.ts";
import { setTimeZone } from "./time.ts";
import { ErrorNotice } from "./ui/notice.tsx";
import "./styles/desk.css";

/** Without the file of its texts. */
const UNLOADED: Record<DeskLanguage, string> = {
  en: "The desk could not be loaded. Load the page again.",
  ru: "Рабочее место редакции не загрузилось. Обновите страницу.",
  uz: "Tahririyat sahifasi yuklanmadi. Sahifani yangilang.",
};

async function begin(): Promise<void> {
  const place = document.getElementById("desk");
  if (!place) throw new Error("the page has no place for the desk");
  // The page preloads it: only a request with the default cache and credentials gets that answer.
  const starting = readPublic<Index>("/v1", "default").then(start);
  starting.catch(() => undefined); // seen below
  try {
    await loadTexts(readChosenLanguage());
  } catch {
    place.textContent = UNLOADED[guessLanguage()];
    return;
  }
  try {
    render(<App {...await starting} />, place);
  } catch (error) {
    render(<ErrorNotice error={error} onRetry={() => void begin()} />, place);
  }
}

/** Who is signed in is asked for beside the texts. */
function start({ site, desk_sign_in: signIn }: Index): AppProperties {
  setTimeZone(site.timezone);
  const session = new Session(signIn);
  const client = new Client(session);
  // The list of the last visit is shown at once. All other screens begin with what the server says.
  const recalled = isShelf(parsePlace(location.hash)) ? Promise.all([session.recall(), loadLastList()]).then(([me]) => me) : Promise.resolve(null);
  const first = resume(session).then((stage) => {
    // Whoever comes back from the sign-in has a place again only now.
    if (stage.kind === "ready") prefetchScreen(client, parsePlace(location.hash));
    return stage;
  });
  return { site, session, client, recalled, first };
}

void begin();
prepareScreen(parsePlace(location.hash));
