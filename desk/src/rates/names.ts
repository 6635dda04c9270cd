/** Names and days of rates in the language of the person. */

import { readCurrencyNames } from "../api/rates.ts";
import { getLanguage } from "../texts/texts.ts";
import { formatDay } from "../time.ts";
import { useLoad } from "../ui/use-load.ts";

/** The name of a currency by its code; "" if it is not known. */
export type CurrencyNames = (code: string) => string;

/** Without an answer the codes stand alone: they are what editors know. */
export function useCurrencyNames(source: string): CurrencyNames {
  const { value } = useLoad(source, () => readCurrencyNames(source));
  return (code) => value?.get(code)?.[getLanguage()] ?? value?.get(code)?.en ?? "";
}

/** The day of a sheet is a date of its bank, without a time: noon is that day in all zones of the sites. */
export function formatSheetDay(date: string): string {
  return formatDay(`${date}T12:00:00Z`);
}

/** A rate as the API has it, `12650.37`, with the decimal sign of the language. */
export function formatRate(rate: string): string {
  return getLanguage() === "en" ? rate : rate.replace(".", ",");
}

/** `+0.05`, `-0.38`, or a dash. */
export function formatChange(change: string | null): string {
  if (change === null) return "–";
  return formatRate(Number(change) > 0 ? `+${change}` : change);
}

/** The class of a change: its direction. */
export function findDirection(change: string | null): string {
  const value = Number(change ?? 0);
  return value > 0 ? "up" : value < 0 ? "down" : "";
}
