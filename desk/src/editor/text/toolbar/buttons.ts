/** The buttons of the toolbar and the entries of its menu. */

import type { TextName } from "../../../texts/texts.ts";
import type { ToolName } from "../tools.ts";
import type { IconName } from "./icons.tsx";

/** What a button does: a tool, or something that asks first. */
export type Action = ToolName | "link" | "embed" | "picture" | "source";

export interface Button {
  action: Action;
  label: TextName;
  /** What the button shows: a sign, letters, or a sign with its label. */
  icon?: IconName;
  letters?: string;
  hasText?: boolean;
  /** Not on phones, where it is in the menu. */
  isWide?: boolean;
}

export const GROUPS: readonly (readonly Button[])[] = [
  [
    { action: "h2", label: "text.h2", letters: "H2" },
    { action: "h3", label: "text.h3", letters: "H3", isWide: true },
  ],
  [
    { action: "strong", label: "text.strong", letters: "B" },
    { action: "em", label: "text.em", letters: "I" },
    { action: "link", label: "text.link", icon: "link" },
  ],
  [
    { action: "bulletList", label: "text.bulletList", icon: "bulletList" },
    { action: "orderedList", label: "text.orderedList", icon: "orderedList", isWide: true },
    { action: "quote", label: "text.quote", icon: "quote" },
  ],
  [
    { action: "picture", label: "text.picture", icon: "picture", hasText: true },
    { action: "embed", label: "text.embed", icon: "embed", hasText: true, isWide: true },
    { action: "table", label: "text.table", icon: "table", hasText: true, isWide: true },
  ],
];

export interface Entry {
  action: Action;
  label: TextName;
  /** Only on phones: elsewhere it is a button. */
  isNarrow?: boolean;
}

const NARROW: readonly Entry[] = GROUPS.flat()
  .filter(({ isWide }) => isWide)
  .map(({ action, label }) => ({ action, label, isNarrow: true }));

function list(...names: ToolName[]): Entry[] {
  return names.map((name) => ({ action: name, label: `text.${name}` }));
}

export const ENTRIES: readonly Entry[] = [
  ...NARROW,
  { action: "source", label: "text.source", isNarrow: true },
  ...list("h4", "strike", "sub", "sup", "code", "codeBlock", "rule", "clear", "moveUp", "moveDown", "undo", "redo"),
];

export const TABLE_ENTRIES: readonly Entry[] = list(
  ...(["rowAbove", "rowBelow", "rowDelete", "columnBefore", "columnAfter", "columnDelete"] as const),
  ...(["tableHead", "alignLeft", "alignCenter", "alignRight", "tableDelete"] as const),
);
