/** What speaks for or against a doubtful rate: its distance from powers of ten, and how much all others moved. */

import type { Rate } from "../api/rates.ts";

/** Greatest distance from a power of ten at which a slipped point is likely, as a share: a bank's day moves less. */
const NEAR = 0.05;

/** The power of ten by which a candidate is off, such as 10 or 0.01; null if it is off otherwise. */
export function findSlippedPoint(rate: string, candidate: string): number | null {
  const ratio = Number(candidate) / Number(rate);
  if (!Number.isFinite(ratio) || ratio <= 0) return null;
  const power = Math.round(Math.log10(ratio));
  return power !== 0 && Math.abs(ratio / 10 ** power - 1) <= NEAR ? 10 ** power : null;
}

/** How many other rates of the sheet have a change, and the greatest of these changes in whole percent, rounded up. */
export function measureOthers(rates: Rate[], currency: string): { count: number; percent: number } | null {
  const changes = rates.filter((rate) => rate.currency !== currency && !rate.held && rate.change_percent).map(({ change_percent }) => Math.abs(Number(change_percent)));
  return changes.length ? { count: changes.length, percent: Math.max(1, Math.ceil(Math.max(...changes))) } : null;
}
