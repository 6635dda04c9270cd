/** Long work of the server. */

import type { Client } from "./client.ts";
import type { Page } from "./types.ts";

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

const PATH = "/v1/editorial/jobs";

export function readJob(client: Client, id: string, signal?: AbortSignal): Promise<Job> {
  return client.get(`${PATH}/${encodeURIComponent(id)}`, {}, signal);
}

/** The id of a job from its address. */
export function parseJobAddress(address: string): string {
  return decodeURIComponent(address.slice(PATH.length + 1));
}

/** The latest first. */
export function listJobs(client: Client, cursor?: string, signal?: AbortSignal): Promise<Page<Job>> {
  return client.get(PATH, { cursor }, signal);
}

/** What the work is about, from the id: `tag rail` of `articles.rerender:tag:rail:01KC…`. The last part tells two alike. */
export function describeSubject({ id }: Job): string {
  const [, ...parts] = id.split(":");
  return parts.filter((part) => !/^[0-9A-HJKMNP-TV-Z]{26}$/.test(part)).join(" ");
}

export function hasEnded(job: Job): boolean {
  return job.status === "done" || job.status === "stopped";
}
