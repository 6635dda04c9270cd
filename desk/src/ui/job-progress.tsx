/** The progress of long work: a bar, and in words. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { hasEnded, type Job } from "../api/jobs.ts";
import { t } from "../texts/texts.ts";
import { describeError } from "./notice.tsx";
import { useJob } from "./use-job.ts";

interface Properties {
  id: string;
  label: ComponentChildren;
  /** As a list has it: it is not asked for again if it has ended. */
  known?: Job;
  onEnd?: () => void;
}

export function JobProgress({ id, label, known, onEnd }: Properties) {
  const { job, error } = useJob(id, { known, onEnd });
  const name = useId();
  const isEnded = Boolean(job && hasEnded(job));
  return (
    <div class={`job${isEnded ? " ended" : ""}`}>
      <p id={name}>{label}</p>
      {job && !isEnded && <progress aria-labelledby={name} max={job.total || 1} value={job.total ? job.done : undefined} />}
      <p class="meta" role="status">
        {error ? describeError(error) : job ? describeJob(job) : t("app.loading")}
      </p>
    </div>
  );
}

function describeJob({ status, done, total, reason }: Job): string {
  if (status === "done") return total ? t("job.doneCount", { count: total }) : t("job.done");
  if (status === "stopped") return t("job.stopped", { reason });
  return total ? t("job.progress", { done, total }) : t("job.begins");
}
