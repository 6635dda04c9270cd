/** The end of a session. Whoever has text that the server lacks is asked first. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Copy } from "../keeping/copies.ts";
import { loadMoreTexts, t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useDesk } from "./context.ts";
import { listUnsent } from "./unsent.ts";

/** `ask` ends the session, or asks. `dialog` is to be rendered outside of menus, which close when it opens. */
export function useSignOut(): { ask: () => Promise<void>; dialog: ComponentChildren } {
  const { me, session } = useDesk();
  const [unsent, setUnsent] = useState<Copy[]>([]);
  const ask = async () => {
    const found = await listUnsent(me.id);
    if (!found.length) return session.end();
    // The file has names of fields.
    await loadMoreTexts();
    setUnsent(found);
  };
  return { ask, dialog: unsent.length ? <UnsentDialog unsent={unsent} onEnd={() => void session.end()} onClose={() => setUnsent([])} /> : null };
}

function UnsentDialog({ unsent, onEnd, onClose }: { unsent: Copy[]; onEnd: () => void; onClose: () => void }) {
  return (
    <Dialog
      title={t("signOut.title")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("app.cancel")}</Button>
          <Button kind="danger" onClick={onEnd}>
            {t("signOut.confirm")}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>{t("signOut.text", { count: unsent.length })}</p>
        <p>
          <Button icon="down" onClick={() => download(unsent)}>
            {t("signOut.file")}
          </Button>
        </p>
      </div>
    </Dialog>
  );
}

async function download(texts: Copy[]): Promise<void> {
  const { buildFile } = await import("../keeping/unsent-chunk.ts");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(buildFile(texts));
  link.download = `${t("keeping.file.title")}.html`;
  link.click();
  URL.revokeObjectURL(link.href);
}
