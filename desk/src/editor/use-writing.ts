/** Opens the article of an address for writing, and ends it when the address is left. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "../app/context.ts";
import { formatPlace, go, type Place } from "../app/router.ts";
import { tellSent } from "../app/unsent.ts";
import { Copies } from "../keeping/copies.ts";
import { browserClock, reportFault } from "../keeping/environment.ts";
import { watchPage } from "../keeping/page-events.ts";
import { ArticleRequests } from "../keeping/requests.ts";
import { Writing } from "../keeping/writing.ts";
import { loadText } from "./loading.ts";
import { createDraft } from "./new-draft.ts";

type TextChunk = Awaited<ReturnType<typeof loadText>>;

/** `text` is the editor of the body, which is loaded beside the article. */
export type Opening = { kind: "opening" } | { kind: "failed"; error: unknown } | { kind: "open"; writing: Writing; text: TextChunk };

/** The end of the text that was open before. It holds the lock of its article until it is on the device. */
let ending: Promise<unknown> = Promise.resolve();
/** Milliseconds for which another text waits for that. */
const PATIENCE = 3_000;

/** `#/articles/new?lang=ru&of=01K…` begins an article; its address is another one as soon as it has an id. */
export function useWriting(place: Place): Opening & { reopen: () => void } {
  const { client, me, site } = useDesk();
  const [opening, setOpening] = useState<Opening>({ kind: "opening" });
  const [round, setRound] = useState(0);
  const current = useRef<Writing | null>(null);
  const article = place.path[0] ?? "new";

  const end = () => {
    if (current.current) {
      const end = current.current.end().then(tellSent, reportFault);
      ending = Promise.race([end, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    }
    current.current = null;
  };
  const open = async () => {
    const loading = loadText();
    await ending;
    const toEditorForm = async (html: string) => (await loading).toEditorForm(html);
    const requests = new ArticleRequests(client, browserClock, me.id, toEditorForm);
    const options = { requests, copies: new Copies(), clock: browserClock, isOnline: navigator.onLine };
    const begin = async () => {
      const lang = place.query.get("lang") ?? site.languages[0]?.lang ?? "en";
      return Writing.begin(await createDraft(client, lang, place.query.get("of")), options);
    };
    const [text, writing] = await Promise.all([loading, article === "new" ? begin() : Writing.open({ ...options, article })]);
    return { text, writing };
  };
  useEffect(() => {
    // Its own address, which changed when the server gave an id.
    if (current.current?.keeper.article === article) return;
    end();
    let isLeft = false;
    setOpening({ kind: "opening" });
    open().then(
      ({ writing, text }) => {
        if (isLeft) return void writing.end();
        current.current = writing;
        // A reload must find the article that this tab has begun.
        if (writing.keeper.article !== article) go(formatPlace("articles", [writing.keeper.article]), { replace: true });
        setOpening({ kind: "open", writing, text });
      },
      (error: unknown) => !isLeft && setOpening({ kind: "failed", error }),
    );
    return () => {
      isLeft = true;
    };
  }, [article, round]);
  useEffect(() => watchPage(() => current.current?.keeper ?? null), []);
  useEffect(() => end, []);
  const reopen = () => {
    end();
    setRound((number) => number + 1);
  };
  return { ...opening, reopen };
}
