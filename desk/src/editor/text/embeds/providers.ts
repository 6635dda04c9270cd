/** Which provider an address belongs to. Nothing is asked of the provider. */

import * as paths from "./paths.ts";

export type Provider = "YouTube" | "Vimeo" | "Telegram" | "X" | "Instagram" | "TikTok" | "Facebook";

const MAX_ADDRESS = 2_000;

const HOSTS = new Map<string, [Provider, paths.Reader]>([
  ["youtube.com", ["YouTube", paths.youtube]],
  ["youtube-nocookie.com", ["YouTube", paths.youtube]],
  ["youtu.be", ["YouTube", paths.shortYoutube]],
  ["vimeo.com", ["Vimeo", paths.vimeo]],
  ["tiktok.com", ["TikTok", paths.tiktok]],
  ["vm.tiktok.com", ["TikTok", paths.shortTiktok]],
  ["vt.tiktok.com", ["TikTok", paths.shortTiktok]],
  ["t.me", ["Telegram", paths.telegram]],
  ["telegram.me", ["Telegram", paths.telegram]],
  ["telegram.dog", ["Telegram", paths.telegram]],
  ["x.com", ["X", paths.x]],
  ["twitter.com", ["X", paths.x]],
  ["instagram.com", ["Instagram", paths.instagram]],
  ["instagr.am", ["Instagram", paths.instagram]],
  ["facebook.com", ["Facebook", paths.facebook]],
  ["fb.com", ["Facebook", paths.facebook]],
  ["fb.watch", ["Facebook", paths.shortFacebook]],
]);

/** Names before a host under which a provider has the same paths: for phones, for embedding, for a language. */
const SAME_SITE = /^(?:www|m|mobile|mbasic|touch|web|music|player|[a-z]{2}-[a-z]{2})\./;

/** The provider of the video or post that an address names; null if it names none. */
export function findProvider(address: string): Provider | null {
  if (address.length > MAX_ADDRESS || !/^https?:\/\/\S+$/i.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.username || !["", "80", "443"].includes(url.port)) return null;
  const [provider, reads] = HOSTS.get(url.hostname) ?? HOSTS.get(url.hostname.replace(SAME_SITE, "")) ?? [];
  // In the fragment, YouTube has the start of a video.
  const query = new URLSearchParams(`${url.search.slice(1)}&${url.hash.slice(1)}`);
  return provider && reads?.(url.pathname.replace(/\/+$/, ""), query) ? provider : null;
}

/** Whether a text is an address, with or without its scheme, and so no title. */
export function isAddress(text: string): boolean {
  return /^(?:https?:\/\/|www\.)\S+$/i.test(text) || (!text.includes(" ") && findProvider(`https://${text}`) !== null);
}

/** A text is shown as a title only if it says more than the address. */
export function readTitle(text: string): string {
  const title = text.replace(/[ \t\r\n\f]+/g, " ").replace(/^ | $/g, "");
  return isAddress(title) ? "" : title;
}
