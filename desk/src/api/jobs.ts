/** Long work of the server. */

import type { Client } from "./client.ts";

/** `done` of `total` (in `unit`) is the progress; `total` is 0 until the first step has counted. */
export interface Job {
  id: string;
  kind: string;
  status: "waiting" | "running" | "done" | "stopped";
  done: number;
  total: number;
  unit: string;
  reason: string;
  created_at: string;
  changed_at: string;
}

const PATH = "/v1/editorial/jobs/";

export function readJob(client: Client, id: string, signal?: AbortSignal): Promise<Job> {
  return client.get(PATH + encodeURIComponent(id), {}, signal);
}

/** The id of a job from its address, or from text that a person has pasted; null if it can be none. */
export function parseJobId(text: string): string | null {
  const id = decode(text.trim().split(PATH).at(-1) ?? "");
  return /^[a-zA-Z0-9.:_-]{1,400}$/.test(id) ? id : null;
}

export function hasEnded(job: Job): boolean {
  return job.status === "done" || job.status === "stopped";
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a `%` that encodes nothing
  }
}
