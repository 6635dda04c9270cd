/** Names and days of rates in the language of the person. */

import { getLanguage } from "../texts/texts.ts";
import { formatDay } from "../time.ts";

/** `US dollar`; the code if the browser has no name. */
export function getCurrencyName(code: string): string {
  try {
    return new Intl.DisplayNames(getLanguage(), { type: "currency" }).of(code) ?? code;
  } catch {
    return code; // not three letters
  }
}

/** The day of a sheet is a date of its bank, without a time: noon is that day in all zones of the sites. */
export function formatSheetDay(date: string): string {
  return formatDay(`${date}T12:00:00Z`);
}

/** `+0.05`, `-0.38`, or a dash. */
export function formatChange(change: string | null): string {
  if (change === null) return "–";
  return Number(change) > 0 ? `+${change}` : change;
}

/** The class of a change: its direction. */
export function findDirection(change: string | null): string {
  const value = Number(change ?? 0);
  return value > 0 ? "up" : value < 0 ? "down" : "";
}
