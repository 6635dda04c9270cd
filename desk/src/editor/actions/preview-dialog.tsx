/** A link that shows the draft to a colleague or an interviewee for an hour. */

import { useState } from "preact/hooks";
import { useDesk } from "../../app/context.ts";
import { t } from "../../texts/texts.ts";
import { formatWhen } from "../../time.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorNotice } from "../../ui/notice.tsx";
import { useLoad } from "../../ui/use-load.ts";

interface Link {
  url: string;
  expires_at: string;
}

export function PreviewDialog({ article, onClose }: { article: string; onClose: () => void }) {
  const { client } = useDesk();
  const path = `/v1/editorial/articles/${article}/preview`;
  const link = useLoad<Link>(`preview ${article}`, async (signal) => (await client.send<Link>("POST", path, { body: {}, signal })).body);
  const [state, setState] = useState<"copied" | "revoked" | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const copy = async () => {
    await navigator.clipboard.writeText(link.value?.url ?? "");
    setState("copied");
  };
  const revoke = () => client.send("DELETE", path).then(() => setState("revoked"), setFailure);
  const isUsable = link.value && state !== "revoked";
  return (
    <Dialog title={t("preview.title")} onClose={onClose} footer={<Button onClick={onClose}>{t("app.close")}</Button>}>
      <div class="stack">
        {Boolean(link.error ?? failure) && <ErrorNotice error={link.error ?? failure} onRetry={link.reload} />}
        {isUsable && link.value && (
          <>
            <p>{t("preview.text", { time: formatWhen(link.value.expires_at, { withClock: true }) })}</p>
            <input type="text" readOnly value={link.value.url} aria-label={t("preview.link")} onFocus={(event) => event.currentTarget.select()} />
            <p class="buttons">
              <ButtonLink kind="main" icon="eye" href={link.value.url} target="_blank" rel="noreferrer">
                {t("preview.open")}
              </ButtonLink>
              <Button icon="link" onClick={() => copy().catch(setFailure)}>
                {t("preview.copy")}
              </Button>
              <Button onClick={revoke}>{t("preview.revoke")}</Button>
            </p>
          </>
        )}
        <p role="status">{state && t(`preview.${state}`)}</p>
      </div>
    </Dialog>
  );
}
