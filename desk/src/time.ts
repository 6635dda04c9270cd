/** Times as the newsroom reads them: in the time zone of the site, whatever zone the device has. */

import { getLanguage, t, type TextName } from "./texts/texts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let zone = "UTC";
let format: Intl.DateTimeFormat | null = null;

export function setTimeZone(name: string): void {
  [zone, format] = [name, null];
  // Making one takes as long as a screen: while the server is asked, nobody waits for it.
  setTimeout(getFormat, 100);
}

function getFormat(): Intl.DateTimeFormat {
  format ??= new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return format;
}

export function getTimeZone(): string {
  return zone;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: string;
  minute: string;
}

function split(at: Date): Parts {
  const found = Object.fromEntries(getFormat().formatToParts(at).map(({ type, value }) => [type, value]));
  return { year: Number(found.year), month: Number(found.month), day: Number(found.day), hour: found.hour ?? "", minute: found.minute ?? "" };
}

/** `14:06` */
export function formatClock(at: string | Date): string {
  const { hour, minute } = split(new Date(at));
  return `${hour}:${minute}`;
}

/** `18 December 2025`, without the year if it is the present one. Browsers have no names of months in Uzbek. */
export function formatDay(at: string | Date, now = new Date()): string {
  const { year, month, day } = split(new Date(at));
  const text = t("time.day", { day: String(day), month: t(`time.month${month}` as TextName) });
  return year === split(now).year ? text : `${text} ${year}`;
}

/** `14:06` today, `yesterday`, `tomorrow 17:00`, else the day. Planned times have their clock time on each day. */
export function formatWhen(at: string | Date, { now = new Date(), withClock = false } = {}): string {
  const moment = new Date(at);
  const clock = formatClock(moment);
  const distance = countDays(moment) - countDays(now);
  if (distance === 0) return withClock ? t("time.today", { clock }) : clock;
  const day = distance === -1 ? t("time.yesterday") : distance === 1 ? t("time.tomorrow") : formatDay(moment, now);
  return withClock ? `${day} ${clock}` : day;
}

/** Days since 1970 on the calendar of the site. */
function countDays(at: Date): number {
  const { year, month, day } = split(at);
  return Date.UTC(year, month - 1, day) / DAY;
}

/** `14 min`, `2 h 53 min`, `3 days`: a distance, without a direction. */
export function formatDistance(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(Math.abs(milliseconds) / MINUTE));
  if (minutes < 60) return t("time.minutes", { count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${t("time.hours", { count: hours })} ${t("time.minutes", { count: minutes % 60 })}` : t("time.hours", { count: hours });
  return t("time.days", { count: Math.round(hours / 24) });
}

/** `2025-12-18` and `17:00` of a time, as fields for dates and times take them. */
export function splitMoment(at: string | Date): { day: string; clock: string } {
  const { year, month, day, hour, minute } = split(new Date(at));
  return { day: `${year}-${pad(month)}-${pad(day)}`, clock: `${hour}:${minute}` };
}

/** The time of a day and a clock of the site; null if one is missing. In an hour that is skipped, the one behind it. */
export function joinMoment(day: string, clock: string): Date | null {
  if (!day || !clock) return null;
  const guess = Date.parse(`${day}T${clock}:00Z`);
  if (Number.isNaN(guess)) return null;
  // The offset at the guess, then at the time that follows from it: they differ where clocks are changed.
  const first = guess - findOffset(guess);
  return new Date(guess - findOffset(first));
}

function findOffset(at: number): number {
  const { year, month, day, hour, minute } = split(new Date(at));
  return Date.UTC(year, month - 1, day, Number(hour), Number(minute)) - Math.floor(at / MINUTE) * MINUTE;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

export function formatNumber(value: number): string {
  return value.toLocaleString(getLanguage());
}
