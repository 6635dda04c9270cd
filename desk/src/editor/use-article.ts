/** The state of an open article: its text as it is written, what the server says about it, what keeps it. */

import { useEffect, useRef, useState } from "preact/hooks";
import { readArticle } from "../api/articles.ts";
import type { Article, Changes, Draft } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { formatPlace, go } from "../app/router.ts";
import { apply } from "../keeping/fields.ts";
import type { Joined } from "../keeping/join/places.ts";
import type { Keeper } from "../keeping/keeper.ts";
import type { KeepingState } from "../keeping/state.ts";
import type { Writing } from "../keeping/writing.ts";

export interface OpenedArticle {
  keeper: Keeper;
  article: Article | null;
  setArticle: (article: Article) => void;
  draft: Draft;
  change: (changes: Changes) => void;
  /** The text has changed; `read` gives it. `draft` gets it with the next `readBody`. */
  changeBody: (read: () => string) => void;
  readBody: () => void;
  keeping: KeepingState;
  /** What others wrote that is in the text now, until the person has read that. */
  joined: Joined | null;
  setJoined: (joined: Joined | null) => void;
}

export function useArticle(writing: Writing, onBody: (html: string) => void): OpenedArticle {
  const { client } = useDesk();
  const [keeper, setKeeper] = useState(writing.keeper);
  const [article, setArticle] = useState(writing.opened.article);
  const [draft, setDraft] = useState(writing.keeper.draft);
  const [keeping, setKeeping] = useState(writing.keeper.state);
  const [joined, setJoined] = useState(writing.opened.joined);
  // The body is read only when it is kept: to write its HTML with each key would be slow.
  const fields = useRef(writing.keeper.draft);
  const body = useRef<(() => string) | null>(null);
  const show = useRef(onBody);
  show.current = onBody;

  const read = (): Draft => (body.current ? apply(fields.current, { format: "html", body: body.current() || null }) : fields.current);
  const take = (next: Draft) => {
    body.current = null;
    fields.current = next;
    setDraft(next);
    show.current(next.body ?? "");
  };

  useEffect(() => {
    writing.onReopened = () => {
      setKeeper(writing.keeper);
      if (writing.opened.article) setArticle(writing.opened.article);
      take(writing.keeper.draft);
    };
    // The tab that wrote has ended: the one that the person sees goes on.
    writing.onFree = () => {
      // What fails here can be tried by the button.
      if (document.visibilityState === "visible") writing.writeHere().catch(() => undefined);
    };
  }, [writing]);

  useEffect(() => {
    const follow = keeper.onCreated;
    keeper.onState = setKeeping;
    keeper.onText = (next, found) => {
      take(next);
      if (found) setJoined(found);
    };
    keeper.onCreated = (id) => {
      follow(id);
      go(formatPlace("articles", [id]), { replace: true });
      readArticle(client, id).then(setArticle, () => undefined);
    };
    setKeeping(keeper.state);
    return () => {
      // The id of an article that was left must not lead back to it.
      keeper.onCreated = follow;
      keeper.onState = () => undefined;
      keeper.onText = () => undefined;
    };
  }, [keeper]);

  return {
    keeper,
    article,
    setArticle,
    draft,
    keeping,
    joined,
    setJoined,
    change(changes) {
      fields.current = apply(fields.current, changes);
      setDraft(fields.current);
      keeper.change(read);
    },
    changeBody(readHtml) {
      body.current = readHtml;
      keeper.change(read);
    },
    readBody() {
      setDraft(read());
    },
  };
}
