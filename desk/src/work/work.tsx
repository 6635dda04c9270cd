/** Long work of the server, with its progress. */

import { useEffect } from "preact/hooks";
import { describeSubject, hasEnded, listJobs, type Job } from "../api/jobs.ts";
import { useDesk } from "../app/context.ts";
import { t, type TextName } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { JobProgress } from "../ui/job-progress.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useReturn } from "../ui/use-return.ts";

const NAMES: Record<string, TextName> = {
  "articles.rerender": "work.kind.articles",
  "digest.pages": "work.kind.digest",
  "subscribers.figures": "work.kind.figures",
  "rates.backfill": "work.kind.rates",
  "search.rebuild": "work.kind.search",
  "search.compaction": "work.kind.search",
};

export function WorkScreen() {
  const { client } = useDesk();
  const { value: jobs, error, reload, moreError, hasMore, isLoadingMore, loadMore } = usePages("jobs", (cursor, signal) => listJobs(client, cursor, signal));
  useReturn(reload);
  useEffect(() => {
    document.title = `${t("work.title")} – ${t("app.name")}`;
  }, []);
  return (
    <main id="content" class="screen work" tabIndex={-1} aria-busy={!jobs && !error}>
      <div class="screen-head">
        <h1>{t("work.title")}</h1>
      </div>
      <p class="quiet">{t("work.text")}</p>
      {Boolean(error) && <ErrorNotice error={error} onRetry={reload} />}
      <ul class="jobs">
        {jobs?.map((job) => (
          // What runs is followed; what has ended is as the list has it.
          <li key={`${job.id} ${hasEnded(job)}`}>
            <JobProgress id={job.id} known={job} label={<JobLabel job={job} />} />
          </li>
        ))}
      </ul>
      {jobs && !jobs.length && <p class="nothing">{t("work.none")}</p>}
      {Boolean(moreError) && <ErrorNotice error={moreError} onRetry={loadMore} />}
      {hasMore && (
        <p class="show-more">
          <Button isBusy={isLoadingMore} onClick={loadMore}>
            {t("app.more")}
          </Button>
        </p>
      )}
    </main>
  );
}

function JobLabel({ job }: { job: Job }) {
  const name = NAMES[job.kind];
  return (
    <>
      <b>{name ? t(name) : job.kind}</b> {describeSubject(job)} <span class="meta">{formatWhen(job.created_at, { withClock: true })}</span>
    </>
  );
}
