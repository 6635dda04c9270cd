/** What a button does: it runs once at a time, and may fail. */

import { useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { describeReason } from "../texts/reasons.ts";

export interface Action {
  isBusy: boolean;
  /** Why the last run failed. */
  failure: unknown;
  /** What the API has against a field. */
  at: (field: string) => string | undefined;
  run: () => Promise<void>;
  /** The failure is not said any more. */
  forget: () => void;
}

/** `work` rejects with what is wrong, or resolves with it as the commands of the editor do. */
export function useAction(work: () => Promise<unknown>): Action {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const run = async () => {
    if (isBusy) return;
    setBusy(true);
    setFailure(null);
    setFailure(await work().catch((error: unknown) => error));
    setBusy(false);
  };
  const at = (field: string) => {
    const detail = failure instanceof Problem ? failure.at(field) : undefined;
    return detail && describeReason(detail);
  };
  return { isBusy, failure, at, run, forget: () => setFailure(null) };
}

/** For a request that may be repeated: with this status it was carried out before, and its answer was lost, or somebody else was faster. */
export function passIf(status: number): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof Problem) || error.status !== status) throw error;
    return undefined;
  };
}
