/** Connects buttons and entries with the editor. */

import type { TextEditor } from "../text-editor.ts";
import { type Tool, tools } from "../tools.ts";
import type { Action } from "./buttons.ts";

export function perform(editor: TextEditor, action: Action): void {
  if (action === "picture") void editor.insertPicture();
  else if (action === "source") editor.toggleSource();
  else if (action === "link" || action === "embed") editor.prompt.open(action);
  else editor.run(action);
}

/** Actions that ask for something first, and so need no certain place in the text. */
function isAsking(action: Action): action is "picture" | "link" | "embed" | "source" {
  return action === "picture" || action === "link" || action === "embed" || action === "source";
}

export function isEnabled(editor: TextEditor, action: Action): boolean {
  return isAsking(action) ? editor.canWrite : editor.isEnabled(action);
}

/** Undefined for what is done once. */
export function isPressed(editor: TextEditor, action: Action): boolean | undefined {
  if (action === "link") return editor.prompt.linkAddress !== "";
  if (isAsking(action)) return undefined;
  const tool: Tool = tools[action];
  return tool.isActive ? editor.isActive(action) : undefined;
}

export function getKeys(action: Action): string {
  if (action === "link") return "Ctrl+K";
  if (isAsking(action)) return "";
  const tool: Tool = tools[action];
  return tool.keys ?? "";
}
