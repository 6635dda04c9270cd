/** The words of the bar for each state. */

import { t } from "../texts/texts.ts";
import type { KeepingState } from "./state.ts";

/** `formatTime` writes a time of the server for the person: `14:06`. */
export function writeState(state: KeepingState, formatTime: (at: string) => string): string {
  const time = state.at === null ? "" : formatTime(state.at);
  if (state.kind === "saved" && time) return t("keeping.state.saved at", { time });
  return t(`keeping.state.${state.kind}`, { time }).trim();
}
