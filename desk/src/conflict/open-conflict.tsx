/** The conflict of the article that is open. */

import type { Draft } from "../api/types.ts";
import { useLoad } from "../ui/use-load.ts";
import { readArticle } from "../api/articles.ts";
import { useDesk } from "../app/context.ts";
import type { Joined } from "../keeping/join/places.ts";
import type { Keeper } from "../keeping/keeper.ts";
import { SignedOut } from "../api/problem.ts";
import { ConflictView } from "./conflict-view.tsx";

export function OpenConflict({ joined, keeper, onDone }: { joined: Joined; keeper: Keeper; onDone: () => Promise<unknown> }) {
  const { client } = useDesk();
  const { value } = useLoad(`conflict ${keeper.article}`, (signal) => readArticle(client, keeper.article, { signal }));
  const resolve = async (draft: Draft): Promise<unknown> => {
    const outcome = await keeper.resolve(draft);
    if (outcome?.kind === "refused") return outcome.problem;
    if (outcome?.kind === "failed") return outcome.error instanceof SignedOut ? null : outcome.error;
    await onDone().catch(() => undefined);
    return null;
  };
  return <ConflictView joined={joined} name={value?.changed_by.name ?? ""} version={value?.version ?? keeper.version + 1} onResolve={resolve} />;
}
