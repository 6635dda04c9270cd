/** The editor of an article's body. */

export type { PictureSource, ShownPicture } from "./pictures.ts";
export { TextEditor, type TextEditorOptions } from "./text-editor.ts";
export { Toolbar } from "./toolbar/toolbar.tsx";
export type { ToolName } from "./tools.ts";
