/** Tells a keeper what happens to the page, and asks the person to stay if the text would go with it. */

import type { Keeper } from "./keeper.ts";
import { isAtRisk } from "./state.ts";

/** `getKeeper` gives the one of the article that is open, if any. Returns a function that ends it. */
export function watchPage(getKeeper: () => Keeper | null): () => void {
  const end = new AbortController();
  const { signal } = end;
  const hide = (): void => getKeeper()?.hide();
  const isAtRiskNow = (): boolean => {
    const keeper = getKeeper();
    return keeper !== null && isAtRisk(keeper.state);
  };
  // Only `visibilitychange` comes on telephones, and only `pagehide` where a page that was hidden already ends.
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && hide(), { signal });
  addEventListener("pagehide", hide, { signal });
  addEventListener("freeze", hide, { signal });
  addEventListener("beforeunload", (event) => isAtRiskNow() && event.preventDefault(), { signal });
  addEventListener("online", () => getKeeper()?.setOnline(true), { signal });
  addEventListener("offline", () => getKeeper()?.setOnline(false), { signal });
  return () => end.abort();
}
