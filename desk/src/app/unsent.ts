/** Texts that the server does not have yet: sent when there is a network, and shown until then. */

import { useEffect, useState } from "preact/hooks";
import { Copies, type Copy } from "../keeping/copies.ts";
import { browserClock, reportFault } from "../keeping/environment.ts";
import { StorageUnavailable } from "../storage.ts";
import { useDesk } from "./context.ts";

/** Send what an earlier visit has left, now and when the network is back. Returns new articles that are on this device only. */
export function useUnsent(): Copy[] {
  const { client, me } = useDesk();
  const [unsent, setUnsent] = useState<Copy[]>([]);
  useEffect(() => {
    const copies = new Copies();
    let isLeft = false;
    const look = async () => {
      // Behind the shelf, which does not need it.
      const { ArticleRequests, listNew, sendUnsent } = await import("../keeping/unsent-chunk.ts");
      await sendUnsent(new ArticleRequests(client, browserClock, me.id), copies, browserClock);
      const left = await listNew(me.id, copies);
      if (!isLeft) setUnsent(left);
      await copies.removeOld(me.id, Date.now());
    };
    const run = () => void look().catch((error: unknown) => reportFault(error));
    run();
    addEventListener("online", run);
    return () => {
      isLeft = true;
      removeEventListener("online", run);
    };
  }, [client, me.id]);
  return unsent;
}

/** A person's texts that the server lacks; none without storage. */
export async function listUnsent(person: string): Promise<Copy[]> {
  try {
    return await new Copies().listUnsent(person);
  } catch (error) {
    if (error instanceof StorageUnavailable) return [];
    throw error;
  }
}
