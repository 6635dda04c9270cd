/** The front page of a language: its pins, and what readers see of it. */

import { readPublic, type Client } from "./client.ts";
import type { Person } from "./types.ts";

/** Pins of a front page at most. */
export const MAX_PINS = 10;

/** A pinned article. `unpublish_at` is its planned withdrawal. */
export interface Pin {
  id: string;
  slug: string;
  title: string;
  published_at: string;
  unpublish_at: string | null;
}

/** `version` is 0 until somebody has pinned an article. */
export interface FrontPage {
  lang: string;
  version: number;
  pins: Pin[];
  changed_at: string | null;
  changed_by: Person | null;
}

/** An article as readers see it in lists: the members that the desk draws. */
export interface Card {
  id: string;
  lang: string;
  slug: string;
  title: string;
  published_at: string;
  breaking_until: string | null;
  categories: { slug: string; name: string }[];
  image: { crops: { url: string; width: number; height: number }[] } | null;
}

/** The first screen of the site. */
export interface Home {
  breaking: Card | null;
  top: Card[];
  newest: Card[];
}

export function readFrontPage(client: Client, lang: string, signal?: AbortSignal): Promise<FrontPage> {
  return client.get(`/v1/editorial/front/${lang}`, {}, signal);
}

/** Pin articles in this order, in place of the pins of `version`. Raises `Problem` 412 or 428 if there are others now. */
export async function savePins(client: Client, lang: string, pins: string[], version: number): Promise<FrontPage> {
  return (await client.send<FrontPage>("PUT", `/v1/editorial/front/${lang}`, { body: { pins }, ifMatch: version || undefined })).body;
}

/** May be some minutes old: caches keep it. */
export function readHome(lang: string): Promise<Home> {
  return readPublic(`/v1/home?lang=${encodeURIComponent(lang)}`);
}
