/** The sections in the order of the site. A new order is saved at once. */

import { useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { getTermName, readTerm, saveTerm } from "../api/terms.ts";
import type { Client } from "../api/client.ts";
import type { Category } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Icon } from "../ui/icon.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { useSortable } from "../ui/use-sortable.ts";
import { planOrder } from "./section-order.ts";

export function Sections({ lang }: { lang: string }) {
  const { client, terms } = useDesk();
  const categories = useLoad("categories", () => terms.categories());
  const [wanted, setWanted] = useState<{ ids: string[]; moved: string } | null>(null);
  const [failure, setFailure] = useState<unknown>();
  const [isSaved, setSaved] = useState(false);
  const known = new Map(categories.value?.map((category) => [category.slug, category]));
  const ids = wanted?.ids ?? [...known.keys()];
  const save = async (order: string[], moved: string) => {
    setWanted({ ids: order, moved });
    setFailure(undefined);
    setSaved(false);
    try {
      await saveOrder(client, order.flatMap((slug) => known.get(slug) ?? []), moved);
      setSaved(true);
    } catch (error) {
      setFailure(error);
    }
    // Also after a failure: some sections may have their new numbers.
    terms.forget();
    categories.reload();
  };
  const sortable = useSortable({ ids, layout: "flow", describe: (slug) => getTermName(known.get(slug), lang, slug), onOrder: (order, moved) => void save(order, moved) });
  return (
    <section class="front-sections" aria-labelledby="sections-title">
      <h2 id="sections-title">{t("front.sections")}</h2>
      {Boolean(failure) && <ErrorNotice error={failure} onRetry={() => wanted && void save(wanted.ids, wanted.moved)} />}
      <ul>
        {sortable.ids.map((slug) => (
          <li key={slug} {...sortable.item(slug)}>
            <button {...sortable.grip(slug)}>
              <Icon name="grip" size={16} />
              <span lang={lang}>{getTermName(known.get(slug), lang, slug)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="meta" role="status">
        {sortable.message} {isSaved && !sortable.lifted && t("front.sectionsSaved")}
      </p>
    </section>
  );
}

/** Saves the numbers one after the other. Names that somebody has changed meanwhile stay. */
async function saveOrder(client: Client, wanted: Category[], moved: string): Promise<void> {
  for (const { category, order } of planOrder(wanted, moved)) {
    const save = (present: Category) => saveTerm<Category>(client, "categories", present.slug, { names: present.names, order }, present.version);
    try {
      await save(category);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 412) throw error;
      await save(await readTerm<Category>(client, "categories", category.slug));
    }
  }
}
