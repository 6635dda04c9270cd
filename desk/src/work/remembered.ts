/** Jobs that a person has started on this device, or has looked up. The API has no list of jobs. */

import { storage } from "../storage.ts";

export interface RememberedJob {
  id: string;
  /** Why it was started, in the words of that moment; "" if the person has looked it up. */
  label: string;
  at: string;
}

const MAX_JOBS = 50;

const getKey = (person: string) => `jobs/${person}`;

/** The latest first; none without storage. */
export async function listRemembered(person: string): Promise<RememberedJob[]> {
  try {
    return (await storage.read<RememberedJob[]>("settings", getKey(person))) ?? [];
  } catch {
    return [];
  }
}

export async function rememberJob(person: string, id: string, label: string): Promise<void> {
  const others = (await listRemembered(person)).filter((job) => job.id !== id);
  await save(person, [{ id, label, at: new Date().toISOString() }, ...others].slice(0, MAX_JOBS));
}

export async function forgetJob(person: string, id: string): Promise<void> {
  await save(person, (await listRemembered(person)).filter((job) => job.id !== id));
}

/** Without storage the job goes on; only the screen of work does not know it. */
async function save(person: string, jobs: RememberedJob[]): Promise<void> {
  await storage.write("settings", getKey(person), jobs).catch(() => undefined);
}
