/** What every screen needs: requests, the site, who is signed in. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Client } from "../api/client.ts";
import type { Terms } from "../api/terms.ts";
import { GROUPS, type Group, type Me, type Site } from "../api/types.ts";
import type { PictureCache } from "../pictures/picture-cache.ts";
import type { UploadQueue } from "../pictures/queue.ts";
import type { Session } from "../sign-in/session.ts";

export interface Desk {
  client: Client;
  terms: Terms;
  pictures: PictureCache;
  uploads: UploadQueue;
  session: Session;
  site: Site;
  me: Me;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("no screen is shown before the sign-in");
  return desk;
}

/** Whether a person is in a group, or in one that may do more. The API decides anyway. */
export function isAtLeast(me: Me, group: Group): boolean {
  return me.groups.some((own) => GROUPS.indexOf(own) >= GROUPS.indexOf(group));
}

/** The name of a language of the site, in that language. */
export function getLanguageName(site: Site, lang: string): string {
  return site.languages.find((language) => language.lang === lang)?.name ?? lang;
}
