/** Long work that this person has started or looked up, with its progress. */

import { useEffect, useState } from "preact/hooks";
import { parseJobId } from "../api/jobs.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { JobProgress } from "../ui/job-progress.tsx";
import { forgetJob, listRemembered, rememberJob, type RememberedJob } from "./remembered.ts";

export function WorkScreen() {
  const { me } = useDesk();
  const [jobs, setJobs] = useState<RememberedJob[] | null>(null);
  const refresh = () => void listRemembered(me.id).then(setJobs);
  useEffect(() => {
    document.title = `${t("work.title")} – ${t("app.name")}`;
    refresh();
  }, []);
  const forget = (id: string) => void forgetJob(me.id, id).then(refresh);
  return (
    <main id="content" class="screen work" tabIndex={-1}>
      <div class="screen-head">
        <h1>{t("work.title")}</h1>
      </div>
      <p class="quiet">{t("work.text")}</p>
      <ul class="jobs">
        {jobs?.map((job) => (
          <li key={job.id}>
            <JobProgress id={job.id} label={<JobLabel job={job} />} action={<Button isSmall onClick={() => forget(job.id)}>{t("work.forget")}</Button>} />
          </li>
        ))}
      </ul>
      {jobs && !jobs.length && <p class="nothing">{t("work.none")}</p>}
      <FindJob onFound={(id) => void rememberJob(me.id, id, "").then(refresh)} />
    </main>
  );
}

function JobLabel({ job }: { job: RememberedJob }) {
  return (
    <>
      <b>{job.label || job.id}</b> <span class="meta">{formatWhen(job.at, { withClock: true })}</span>
    </>
  );
}

function FindJob({ onFound }: { onFound: (id: string) => void }) {
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const find = () => {
    const id = parseJobId(typed);
    setWrong(!id);
    if (!id) return;
    setTyped("");
    onFound(id);
  };
  return (
    <Form class="find-job" onSubmit={find}>
      <TextField label={t("work.find")} hint={t("work.findHint")} value={typed} error={isWrong ? t("work.wrong") : undefined} spellcheck={false} onValue={setTyped} />
      <Button type="submit">{t("work.show")}</Button>
    </Form>
  );
}
