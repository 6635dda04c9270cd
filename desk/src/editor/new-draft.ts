/** What a new article begins with. */

import type { Client } from "../api/client.ts";
import { readArticle } from "../api/articles.ts";
import type { Draft } from "../api/types.ts";

/** A translation has the authors, sections, tags and picture of its original, and none of its words. */
export async function createDraft(client: Client, lang: string, original: string | null): Promise<Draft> {
  if (!original) return { lang };
  const { id, kind, label, authors, categories, tags, image, order } = await readArticle(client, original);
  return {
    lang,
    translation_of: id,
    ...(kind === "page" ? { kind, order } : { kind: "news", label: label ?? undefined, authors, categories, tags: tags?.map(({ slug }) => ({ slug })) }),
    image: image ? { media: image.media, credit: image.credit ?? undefined } : undefined,
  };
}
