/** Texts on this device: what the server lacks is sent when there is a network, and shown until then. */

import { useEffect, useState } from "preact/hooks";
import { Copies, type Copy } from "../keeping/copies.ts";
import { browserClock, reportFault } from "../keeping/environment.ts";
import { StorageUnavailable } from "../storage.ts";
import { useDesk } from "./context.ts";

/** What lists articles should ask again. */
const SENT = "desk-text-sent";

/** A text of this page, or of an earlier visit, has come to the server, or at least to this device. */
export function tellSent(): void {
  dispatchEvent(new CustomEvent(SENT));
}

/** Calls `reload` at each `tellSent`. */
export function useSent(reload: () => void): void {
  useEffect(() => {
    addEventListener(SENT, reload);
    return () => removeEventListener(SENT, reload);
  }, [reload]);
}

/**
 * Send what an earlier visit has left, as soon as the screen `isShown` and when the network is back. Returns new articles
 * that are on this device only.
 */
export function useUnsent(isShown: boolean): Copy[] {
  const { client, me } = useDesk();
  const [unsent, setUnsent] = useState<Copy[]>([]);
  useEffect(() => {
    if (!isShown) return;
    const copies = new Copies();
    let isLeft = false;
    const show = async () => {
      const found = await copies.listNew(me.id);
      if (!isLeft) setUnsent(found);
    };
    const look = async () => {
      await show();
      if (!navigator.onLine) return;
      // Behind the shelf, which does not need it.
      const { ArticleRequests, sendUnsent } = await import("../keeping/unsent-chunk.ts");
      const sent = await sendUnsent(new ArticleRequests(client, browserClock, me.id), copies, browserClock);
      if (sent.length) tellSent();
      await show();
      await copies.removeOld(me.id, Date.now());
    };
    const run = () => void look().catch((error: unknown) => reportFault(error));
    run();
    addEventListener("online", run);
    return () => {
      isLeft = true;
      removeEventListener("online", run);
    };
  }, [client, me.id, isShown]);
  return unsent;
}

/** A person's texts that the server lacks. */
export function listUnsent(person: string): Promise<Copy[]> {
  return listWithStorage((copies) => copies.listUnsent(person));
}

/** The latest text on this device of each article that the server has, for when it cannot be asked. */
export function listKnown(person: string): Promise<Copy[]> {
  return listWithStorage((copies) => copies.listKnown(person));
}

/** None without storage. */
async function listWithStorage(list: (copies: Copies) => Promise<Copy[]>): Promise<Copy[]> {
  try {
    return await list(new Copies());
  } catch (error) {
    if (error instanceof StorageUnavailable) return [];
    throw error;
  }
}
