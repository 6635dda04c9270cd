/** Connects buttons and entries with the editor. */

import type { TextEditor } from "../index.ts";
import { type Tool, tools } from "../tools.ts";
import type { Action } from "./buttons.ts";

export function perform(editor: TextEditor, action: Action): void {
  if (action === "picture") void editor.insertPicture();
  else if (action === "link" || action === "embed") editor.showPanel(action);
  else editor.run(action);
}

export function isEnabled(editor: TextEditor, action: Action): boolean {
  return action === "picture" || action === "link" || action === "embed" ? editor.canWrite : editor.isEnabled(action);
}

/** Undefined for what is done once. */
export function isPressed(editor: TextEditor, action: Action): boolean | undefined {
  if (action === "link") return editor.linkAddress !== "";
  if (action === "picture" || action === "embed") return undefined;
  const tool: Tool = tools[action];
  return tool.isActive ? editor.isActive(action) : undefined;
}

export function getKeys(action: Action): string {
  if (action === "link") return "Ctrl+K";
  if (action === "picture" || action === "embed") return "";
  const tool: Tool = tools[action];
  return tool.keys ?? "";
}
