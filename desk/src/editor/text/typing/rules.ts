/** What becomes a format while it is typed, as in Markdown. */

import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { type EditorState, type Plugin, TextSelection, type Transaction } from "prosemirror-state";
import { APOSTROPHES, isUzbekLatin } from "../../../apostrophes.ts";
import { schema } from "../schema/schema.ts";
import { linkTyped } from "./links.ts";

const { nodes } = schema;

const apostropheRules = APOSTROPHES.map(([typed, letter]) => new InputRule(typed, letter, { inCodeMark: false }));

const markdownRules = [
  textblockTypeInputRule(/^(#{1,4})\s$/, nodes.heading, ([, marks]) => ({ level: Math.max(2, marks?.length ?? 2) })),
  wrappingInputRule(/^\s*([-+*•])\s$/, nodes.bullet_list),
  wrappingInputRule(
    /^(\d{1,4})[.)]\s$/,
    nodes.ordered_list,
    ([, number]) => ({ start: number === "1" ? null : String(number) }),
    ([, number], list) => list.childCount + Number(list.attrs.start ?? 1) === Number(number),
  ),
  wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
  textblockTypeInputRule(/^```$/, nodes.code_block),
  new InputRule(/^(?:---|—-)$/, (state, _, start, end) => insertRule(state, start, end)),
];

function insertRule(state: EditorState, start: number, end: number): Transaction | null {
  const tr = state.tr.delete(start, end);
  const $start = tr.doc.resolve(start);
  if ($start.parent.content.size || !$start.node(-1).canReplaceWith($start.index(-1), $start.index(-1), nodes.horizontal_rule)) return null;
  tr.insert($start.before(), nodes.horizontal_rule.create());
  return tr.setSelection(TextSelection.near(tr.doc.resolve(start + 1)));
}

/** The rules of an article's language. */
export function buildInputRules(lang: string): Plugin {
  return inputRules({ rules: [...(isUzbekLatin(lang) ? apostropheRules : []), ...markdownRules, linkTyped] });
}
