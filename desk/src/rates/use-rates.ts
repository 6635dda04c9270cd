/** The sheets of a bank, with the decisions that this person has just made. */

import { useEffect, useState } from "preact/hooks";
import { countHeld, readSheet, type Rate, type RateStatus, type Sheet } from "../api/rates.ts";
import { useLoad, type Load } from "../ui/use-load.ts";
import { useReturn } from "../ui/use-return.ts";

/** Milliseconds between two counts of the held rates. Banks print a sheet a day. */
const PAUSE = 5 * 60_000;
/** The screen tells the band that a decision was made. */
const DECIDED = "desk-rate-decided";

export function useSheet(source: string): Load<Sheet> & { note: (status: RateStatus) => void } {
  const loaded = useLoad(source, () => readSheet(source));
  const [made, setMade] = useState<RateStatus[]>([]);
  useReturn(loaded.reload);
  const note = (status: RateStatus) => {
    setMade((before) => [...before.filter((one) => !isSame(one, status)), status]);
    dispatchEvent(new CustomEvent(DECIDED));
  };
  return { ...loaded, value: loaded.value && apply(loaded.value, made), note };
}

/** Caches have the sheet of before a decision for some minutes; the answer to the decision is newer. */
export function apply(sheet: Sheet, made: RateStatus[]): Sheet {
  const rates = sheet.rates.map((rate): Rate => {
    const status = made.find((one) => one.source === sheet.source && one.date === sheet.date && one.currency === rate.currency);
    return status ? { ...status.served, held: status.served.held ?? false } : rate;
  });
  return { ...sheet, rates, upcoming: sheet.upcoming ? apply(sheet.upcoming, made) : sheet.upcoming };
}

/** How many rates are held, for the band. 0 while it is not known, and for those who may not decide. */
export function useHeldCount(isAdmin: boolean): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!isAdmin) return;
    let isCurrent = true;
    // Without an answer the last count stays: the screen of rates says what is wrong.
    const look = () => void countHeld().then((found) => isCurrent && setCount(found), () => undefined);
    look();
    const timer = setInterval(look, PAUSE);
    addEventListener(DECIDED, look);
    return () => {
      isCurrent = false;
      clearInterval(timer);
      removeEventListener(DECIDED, look);
    };
  }, [isAdmin]);
  return count;
}

function isSame(one: RateStatus, other: RateStatus): boolean {
  return one.source === other.source && one.date === other.date && one.currency === other.currency;
}
