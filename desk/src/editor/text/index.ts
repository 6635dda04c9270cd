/** The editor of an article's body. */

import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { type Command, EditorState, type Plugin, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { t, type TextName } from "../../texts/texts.ts";
import { completeAddress } from "./addresses.ts";
import { findLink, removeLink, setLink } from "./commands/formats.ts";
import { insertBlock } from "./commands/blocks.ts";
import { loadExtras } from "./extras/loading.ts";
import { insertCard } from "./embeds/commands.ts";
import { findProvider } from "./embeds/providers.ts";
import { readDocument } from "./html/reader.ts";
import { writeDocument } from "./html/writer.ts";
import { buildPaste } from "./paste/plugin.ts";
import { buildPicture, type PictureSource, rememberPictures } from "./pictures.ts";
import { replaceDocument } from "./replacement.ts";
import { type Tool, type ToolName, tools } from "./tools.ts";
import { buildKeymap } from "./typing/keymap.ts";
import { buildInputRules } from "./typing/rules.ts";
import { showUploads } from "./uploads.ts";
import { build } from "./views/dom.ts";
import { buildNodeViews } from "./views/index.ts";
import { countWords } from "./words.ts";

export { Toolbar } from "./toolbar/toolbar.tsx";
export type { PictureSource, ShownPicture } from "./pictures.ts";
export type { ToolName } from "./tools.ts";

export interface TextEditorOptions {
  /** The editor fills it. */
  place: HTMLElement;
  /** Of the article: spelling, and the apostrophes of Uzbek. */
  lang: string;
  /** The body as the API gives it with `?body=html`. */
  html: string;
  /** The accessible name. */
  label: string;
  /** Called after each change of the text. */
  onChange: () => void;
  /** Called with what a person should know, such as that a picture could not be pasted. */
  onProblem?: (message: TextName) => void;
  pictures: PictureSource;
  isReadOnly?: boolean;
}

/** What asks for an address. */
export type Panel = "link" | "embed";

export class TextEditor {
  private readonly view: EditorView;
  private readonly source: HTMLTextAreaElement;
  private readonly pictures: PictureSource;
  private readonly listeners = new Set<() => void>();
  private frame = 0;
  private isReadOnly: boolean;
  private openPanel: Panel | null = null;
  private written: { doc: EditorState["doc"]; html: string } | null = null;
  /** Called by Alt F10. */
  onToolbar: () => void = () => undefined;

  constructor(private readonly options: TextEditorOptions) {
    this.isReadOnly = options.isReadOnly ?? false;
    this.pictures = rememberPictures(options.pictures);
    this.source = this.buildSource();
    const box = build("div", { class: "text-editor" });
    options.place.replaceChildren(box);
    this.view = new EditorView(box, {
      state: EditorState.create({ doc: readDocument(options.html), plugins: this.buildPlugins() }),
      attributes: () => this.describe(),
      editable: () => !this.isReadOnly,
      nodeViews: buildNodeViews(this.pictures),
      dispatchTransaction: (tr) => this.apply(tr),
    });
    this.view.dom.addEventListener("toolbar", () => this.onToolbar());
    box.append(this.source);
    void this.addExtras();
  }

  /** The body, to be saved with `format: html`. */
  getHtml(): string {
    if (this.isSource) return this.source.value;
    const { doc } = this.view.state;
    if (this.written?.doc !== doc) this.written = { doc, html: writeDocument(doc) };
    return this.written.html;
  }

  /** Takes another body, such as one with changes of a colleague. The cursor stays; undo does not take it back. */
  setHtml(html: string): void {
    if (this.isSource) this.source.value = html;
    else this.replace(html, false);
  }

  countWords(): number {
    return countWords(this.isSource ? readDocument(this.source.value) : this.view.state.doc);
  }

  focus(): void {
    if (this.isSource) this.source.focus();
    else this.view.focus();
  }

  setReadOnly(isReadOnly: boolean): void {
    this.isReadOnly = isReadOnly;
    this.source.readOnly = isReadOnly;
    // Cards ask whether they can be changed when they are shown.
    this.view.setProps({ nodeViews: buildNodeViews(this.pictures) });
    this.notify();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.listeners.clear();
    this.view.destroy();
    this.options.place.replaceChildren();
  }

  /** Calls a listener when the state of the tools may have changed, at most once a frame. Returns how to end that. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  run(name: ToolName): void {
    this.execute(tools[name].run);
  }

  isActive(name: ToolName): boolean {
    const tool: Tool = tools[name];
    return !this.isSource && (tool.isActive?.(this.view.state) ?? false);
  }

  isEnabled(name: ToolName): boolean {
    const { run }: Tool = tools[name];
    return this.canWrite && run(this.view.state);
  }

  get canWrite(): boolean {
    return !this.isReadOnly && !this.isSource;
  }

  /** Whether the source of the whole body is shown in place of the text. */
  get isSource(): boolean {
    return !this.source.hidden;
  }

  toggleSource(): void {
    const html = this.getHtml();
    const isShown = !this.isSource;
    this.source.value = isShown ? html : "";
    this.source.hidden = !isShown;
    this.view.dom.hidden = isShown;
    if (!isShown) this.replace(html, true);
    this.focus();
    this.notify();
  }

  /** Lets the person choose a picture, and puts it behind the block with the cursor. */
  async insertPicture(): Promise<void> {
    const id = await this.pictures.choose();
    if (id !== null && !this.view.isDestroyed && this.canWrite) this.execute(insertBlock(buildPicture(id)));
  }

  get panel(): Panel | null {
    return this.openPanel;
  }

  showPanel(panel: Panel | null): void {
    this.openPanel = panel;
    if (panel === null) this.focus();
    // Now, so that the next key goes to the panel.
    for (const listener of this.listeners) listener();
  }

  /** The address of the link at the cursor, or an empty text. */
  get linkAddress(): string {
    return findLink(this.view.state).attrs?.href ?? "";
  }

  /** Where a panel belongs, in pixels of the window. */
  get cursorPlace(): { left: number; top: number; bottom: number } {
    return this.view.coordsAtPos(this.view.state.selection.from);
  }

  /** Uses what a person has typed into a panel. False if no link, or no card, can have this address. */
  submit(typed: string): boolean {
    const address = completeAddress(typed);
    const isTaken = address !== null && (this.openPanel === "link" || findProvider(address) !== null);
    if (!isTaken) return false;
    const command = this.openPanel === "link" ? setLink(address, typed.trim()) : insertCard(address);
    this.showPanel(null);
    this.execute(command);
    return true;
  }

  removeLink(): void {
    this.showPanel(null);
    this.execute(removeLink);
  }

  private execute(command: Command): void {
    if (!this.canWrite) return;
    command(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
  }

  private buildPlugins(): Plugin[] {
    const openLink: Command = (state, dispatch) => {
      if (!state.selection.$from.parent.inlineContent) return false;
      if (dispatch) this.showPanel("link");
      return true;
    };
    return [
      buildInputRules(this.options.lang),
      keymap(buildKeymap(openLink)),
      buildPaste(this.pictures, (message) => this.options.onProblem?.(message)),
      showUploads(),
      history(),
      dropCursor({ class: "drop-cursor", color: false, width: 2 }),
      gapCursor(),
    ];
  }

  /** Editing within tables is loaded behind the editor. */
  private async addExtras(): Promise<void> {
    const extras = await loadExtras();
    if (this.view.isDestroyed) return;
    if (!extras) return window.addEventListener("online", () => void this.addExtras(), { once: true });
    const { state } = this.view;
    this.view.updateState(state.reconfigure({ plugins: [...state.plugins, extras.tableEditing()] }));
    this.notify();
  }

  private describe(): Record<string, string> {
    const { lang, label } = this.options;
    const state = { "aria-readonly": String(this.isReadOnly), tabindex: "0" };
    return { class: "text", role: "textbox", "aria-multiline": "true", "aria-label": label, lang, spellcheck: "true", ...state };
  }

  private buildSource(): HTMLTextAreaElement {
    const source = build("textarea", { class: "source", spellcheck: "false", "aria-label": t("text.sourceField"), hidden: "" });
    source.readOnly = this.isReadOnly;
    source.addEventListener("input", () => this.options.onChange());
    source.addEventListener("keydown", (event) => {
      if (event.altKey && event.key === "F10") this.onToolbar();
    });
    return source;
  }

  private apply(tr: Transaction): void {
    this.view.updateState(this.view.state.apply(tr));
    if (tr.docChanged && !tr.getMeta("silent")) this.options.onChange();
    this.notify();
  }

  private replace(html: string, isUndoable: boolean): void {
    const tr = replaceDocument(this.view.state, readDocument(html));
    if (tr) this.view.dispatch(tr.setMeta("addToHistory", isUndoable).setMeta("silent", !isUndoable));
  }

  private notify(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      for (const listener of this.listeners) listener();
    });
  }
}
