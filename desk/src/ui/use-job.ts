/** Follows long work of the server until its end. */

import { useEffect, useState } from "preact/hooks";
import { isPassing } from "../api/problem.ts";
import { hasEnded, readJob, type Job } from "../api/jobs.ts";
import { useDesk } from "../app/context.ts";

/** Milliseconds between two looks: the first ones follow quickly. */
const PAUSES = [1000, 2000, 4000];

export interface JobState {
  job: Job | undefined;
  /** Why it cannot be read; undefined while the connection is only interrupted. */
  error: unknown;
}

export function useJob(id: string, { known, onEnd }: { known?: Job; onEnd?: () => void }): JobState {
  const { client } = useDesk();
  const [state, setState] = useState<JobState>({ job: known, error: undefined });
  useEffect(() => {
    if (known && hasEnded(known)) return;
    const abort = new AbortController();
    void follow();
    return () => abort.abort();

    async function follow(): Promise<void> {
      for (let look = 0; !abort.signal.aborted; look++) {
        try {
          const job = await readJob(client, id, abort.signal);
          setState({ job, error: undefined });
          if (hasEnded(job)) return onEnd?.();
        } catch (error) {
          if (abort.signal.aborted) return;
          if (!isPassing(error)) return setState((before) => ({ ...before, error }));
        }
        await wait(PAUSES[Math.min(look, PAUSES.length - 1)] ?? 0, abort.signal);
      }
    }
  }, [id]);
  return state;
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
