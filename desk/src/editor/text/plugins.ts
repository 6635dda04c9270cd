/** The plugins of the editor. */

import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import type { Command, Plugin } from "prosemirror-state";
import type { TextName } from "../../texts/texts.ts";
import { buildPaste } from "./paste/plugin.ts";
import type { PictureSource } from "./pictures.ts";
import { buildKeymap } from "./typing/keymap.ts";
import { buildInputRules } from "./typing/rules.ts";
import { showUploads } from "./uploads.ts";

interface Options {
  lang: string;
  pictures: PictureSource;
  openLink: Command;
  onToolbar: () => void;
  onProblem: (message: TextName) => void;
}

export function buildPlugins({ lang, pictures, openLink, onToolbar, onProblem }: Options): Plugin[] {
  return [
    buildInputRules(lang),
    keymap(buildKeymap(openLink, onToolbar)),
    buildPaste(pictures, onProblem),
    showUploads(),
    history(),
    dropCursor({ class: "drop-cursor", color: false, width: 2 }),
    gapCursor(),
  ];
}
