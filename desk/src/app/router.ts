/** The screens, and the fragments of their addresses: `#/articles`, `#/articles/01K…`, `#/front/en`. */

import { useEffect, useState } from "preact/hooks";

export const SCREENS = ["articles", "front", "pictures", "terms", "people", "rates", "work"] as const;
export type ScreenName = (typeof SCREENS)[number];

/** `path` are the parts behind the name of the screen, `query` what follows `?`. */
export interface Place {
  screen: ScreenName;
  path: string[];
  query: URLSearchParams;
}

export function parsePlace(fragment: string): Place {
  const [path = "", query = ""] = fragment.replace(/^#\/?/, "").split("?");
  const [name = "", ...rest] = path.split("/").filter(Boolean).map(decode);
  const screen = SCREENS.find((known) => known === name) ?? "articles";
  return { screen, path: rest, query: new URLSearchParams(query) };
}

export function formatPlace(screen: ScreenName, path: string[] = [], query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const suffix = given.length ? `?${new URLSearchParams(given)}` : "";
  return `#/${[screen, ...path].map(encodeURIComponent).join("/")}${suffix}`;
}

export function go(fragment: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, "", fragment);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else location.hash = fragment;
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  useEffect(() => {
    const follow = () => setPlace(parsePlace(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return place;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a `%` that encodes nothing
  }
}
