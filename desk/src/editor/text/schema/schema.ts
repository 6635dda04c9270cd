/** The schema of the editor: the grammar of a body. */

import { Schema } from "prosemirror-model";
import { blocks } from "./blocks.ts";
import { cards } from "./cards.ts";
import { marks } from "./marks.ts";
import { tables } from "./tables.ts";

export const schema = new Schema({
  nodes: { doc: { content: "(block | card)+" }, ...blocks, ...tables, ...cards, text: { group: "inline" } },
  marks,
});
