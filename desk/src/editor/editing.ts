/** What the parts of the editor share: the article, the text that is written, and how to change it. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Article, Changes, Draft } from "../api/types.ts";

export interface Editing {
  /** As the server has it; null if it does not have it yet, or could not be asked. */
  article: Article | null;
  /** The server does not have it yet. */
  isNew: boolean;
  draft: Draft;
  /** Changes members of the draft; null removes one. */
  change: (changes: Changes) => void;
  /** Why the API refuses a field. */
  errors: Partial<Record<keyof Draft, string>>;
  isReadOnly: boolean;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("no part of the editor is shown without an article");
  return editing;
}
