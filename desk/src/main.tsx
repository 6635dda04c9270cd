/** The beginning: language, site, sign-in, then the screens. */

import { render } from "preact";
import { readPublic } from "./api/client.ts";
import type { Index } from "./api/types.ts";
import { App } from "./app/app.tsx";
import { readChosenLanguage } from "./app/language.ts";
import { Session } from "./sign-in/session.ts";
import { loadTexts } from "./texts/texts.ts";
import { setTimeZone } from "./time.ts";
import { ErrorNotice } from "./ui/notice.tsx";
import "./styles/desk.css";

async function begin(): Promise<void> {
  const place = document.getElementById("desk");
  if (!place) throw new Error("the page has no place for the desk");
  await loadTexts(readChosenLanguage());
  try {
    const index = await readPublic<Index>("/v1");
    setTimeZone(index.site.timezone);
    render(<App site={index.site} session={new Session(index.desk_sign_in)} />, place);
  } catch (error) {
    render(<ErrorNotice error={error} onRetry={() => void begin()} />, place);
  }
}

void begin();
