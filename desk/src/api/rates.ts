/** Official rates of the banks, and decisions of admins about doubtful ones. Rates are texts with the bank's digits. */

import { readPublic, type Client } from "./client.ts";
import type { Person, Texts } from "./types.ts";

/** How fresh a bank's sheets are. */
export interface Source {
  source: string;
  names: Texts;
  base: string;
  last_date: string | null;
  seen_at: string | null;
  expected_date: string | null;
  stale: boolean;
}

/** The bank's new value of a held rate. */
export interface Candidate {
  rate: string;
  change: string | null;
  change_percent: string | null;
}

/** `rate` is for `nominal` units. If it is held, it is the last good one. */
export interface Rate {
  currency: string;
  nominal: number;
  rate: string;
  change: string | null;
  change_percent: string | null;
  held?: boolean;
  candidate?: Candidate | null;
}

/** What a bank printed for a day. `upcoming` is not yet in force. */
export interface Sheet {
  source: string;
  base: string;
  date: string;
  stale: boolean;
  previous_date: string | null;
  upcoming?: Sheet | null;
  rates: Rate[];
}

/** A decision that was made. `counts`: it applies to what the bank prints now. */
export interface MadeDecision {
  held: boolean | null;
  redenominated: boolean | null;
  rate: string;
  nominal: number;
  reason: string;
  by: Person;
  at: string;
  counts: boolean;
}

/** One rate of a sheet: what is served, what the bank printed, and all decisions, the oldest first. */
export interface RateStatus {
  source: string;
  date: string;
  currency: string;
  served: Rate;
  printed: { rate: string; nominal: number; per_unit: string; bank_change: string | null };
  redenominated: boolean;
  decisions: MadeDecision[];
}

/** `rate` is the bank's rate that the person saw. The API refuses (409) if the bank prints another one now. */
export type Decision = { reason: string; rate?: string } & ({ held: boolean } | { redenominated: boolean });

/** A rate that is held in a sheet of a bank. */
export interface HeldRate {
  source: string;
  base: string;
  date: string;
  rate: Rate;
}

export async function listSources(): Promise<Source[]> {
  return (await readPublic<{ items: Source[] }>("/v1/rates/sources")).items;
}

export function readSheet(source: string): Promise<Sheet> {
  return readPublic(`/v1/rates?source=${encodeURIComponent(source)}`);
}

/** Names of a bank's currencies by their codes. */
export async function readCurrencyNames(source: string): Promise<Map<string, Texts>> {
  const { items } = await readPublic<{ items: { currency: string; names: Texts }[] }>(`/v1/currencies?source=${encodeURIComponent(source)}`);
  return new Map(items.map(({ currency, names }) => [currency, names]));
}

/** The held rates of a sheet, and those of the sheet behind it. */
export function listHeld(sheet: Sheet): HeldRate[] {
  const sheets = sheet.upcoming ? [sheet.upcoming, sheet] : [sheet];
  return sheets.flatMap(({ source, base, date, rates }) => rates.filter((rate) => rate.held).map((rate) => ({ source, base, date, rate })));
}

/** How many rates of all banks are held. A bank that cannot be read counts for none. */
export async function countHeld(): Promise<number> {
  const sources = await listSources();
  const sheets = await Promise.allSettled(sources.filter(({ last_date }) => last_date).map(({ source }) => readSheet(source)));
  return sheets.reduce((count, sheet) => count + (sheet.status === "fulfilled" ? listHeld(sheet.value).length : 0), 0);
}

export function readRateStatus(client: Client, { source, date, rate }: HeldRate, signal?: AbortSignal): Promise<RateStatus> {
  return client.get(findPath(source, date, rate.currency), {}, signal);
}

export async function decide(client: Client, { source, date, rate }: HeldRate, decision: Decision): Promise<RateStatus> {
  return (await client.send<RateStatus>("PUT", findPath(source, date, rate.currency), { body: decision })).body;
}

function findPath(source: string, date: string, currency: string): string {
  return `/v1/editorial/rates/${source}/${date}/${currency}`;
}
