/** The view of a body, and what can be done with it. */

import { type Command, EditorState, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import type { TextName } from "../../texts/texts.ts";
import { AddressPrompt } from "./address-prompt.ts";
import { insertBlock } from "./commands/blocks.ts";
import { loadExtras } from "./extras/loading.ts";
import { readDocument } from "./html/reader.ts";
import { writeDocument } from "./html/writer.ts";
import { buildPicture, type PictureSource, rememberPictures } from "./pictures.ts";
import { buildPlugins } from "./plugins.ts";
import { replaceDocument } from "./replacement.ts";
import { SourceField } from "./source-field.ts";
import { type Tool, type ToolName, tools } from "./tools.ts";
import { build } from "./views/dom.ts";
import { buildNodeViews } from "./views/index.ts";
import { countWords } from "./words.ts";

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

/** Milliseconds after which the tools follow what is typed: each key is shown before them. */
const TYPING_PAUSE = 120;

export class TextEditor {
  readonly prompt: AddressPrompt;
  /** Called by Alt F10. */
  onToolbar: () => void = () => undefined;
  private readonly view: EditorView;
  private readonly source: SourceField;
  private readonly pictures: PictureSource;
  private readonly listeners = new Set<() => void>();
  private frame = 0;
  private timer = 0;
  private isReadOnly: boolean;
  private written: { doc: EditorState["doc"]; html: string } | null = null;

  constructor(private readonly options: TextEditorOptions) {
    this.isReadOnly = options.isReadOnly ?? false;
    this.pictures = rememberPictures(options.pictures);
    const box = build("div", { class: "text-editor" });
    options.place.replaceChildren(box);
    this.view = new EditorView(box, {
      state: this.buildState(),
      attributes: () => this.describe(),
      editable: () => !this.isReadOnly,
      nodeViews: buildNodeViews(this.pictures),
      dispatchTransaction: (tr) => this.apply(tr),
    });
    this.prompt = new AddressPrompt(this.view, () => this.tell());
    this.source = new SourceField(options.onChange, () => this.onToolbar());
    this.source.dom.readOnly = this.isReadOnly;
    box.append(this.source.dom);
    void this.addExtras();
  }

  /** The body, to be saved with `format: html`. */
  getHtml(): string {
    if (this.isSource) return this.source.html;
    const { doc } = this.view.state;
    if (this.written?.doc !== doc) this.written = { doc, html: writeDocument(doc) };
    return this.written.html;
  }

  /** Takes another body, such as one with changes of a colleague. The cursor stays; undo does not take it back. */
  setHtml(html: string): void {
    if (this.isSource) this.source.html = html;
    else this.replace(html, false);
  }

  countWords(): number {
    return countWords(this.isSource ? readDocument(this.source.html) : this.view.state.doc);
  }

  focus(): void {
    if (this.isSource) this.source.dom.focus();
    else this.view.focus();
  }

  setReadOnly(isReadOnly: boolean): void {
    if (isReadOnly === this.isReadOnly) return;
    this.isReadOnly = isReadOnly;
    this.source.dom.readOnly = isReadOnly;
    // New views of cards, which ask whether they can be changed.
    this.view.setProps({ nodeViews: buildNodeViews(this.pictures) });
    this.notify();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.listeners.clear();
    this.view.destroy();
    this.options.place.replaceChildren();
  }

  /** Calls a listener when the state of the tools may have changed: at once for the selection, soon for what is typed.
   * Returns how to end that. */
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
    return this.source.isShown;
  }

  toggleSource(): void {
    const html = this.getHtml();
    if (this.isSource) {
      this.source.hide();
      this.replace(html, true);
    } else this.source.show(html);
    this.view.dom.hidden = this.isSource;
    this.focus();
    this.notify();
  }

  /** Lets the person choose a picture, and puts it behind the block with the cursor. */
  async insertPicture(): Promise<void> {
    const id = await this.pictures.choose();
    if (id !== null && !this.view.isDestroyed) this.execute(insertBlock(buildPicture(id)));
  }

  private execute(command: Command): void {
    if (!this.canWrite) return;
    command(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
    this.notify();
  }

  private buildState(): EditorState {
    const { html, lang, onProblem } = this.options;
    const openLink: Command = (state, dispatch) => {
      if (dispatch && state.selection.$from.parent.inlineContent) this.prompt.open("link");
      return true;
    };
    const plugins = buildPlugins({
      lang,
      pictures: this.pictures,
      openLink,
      onToolbar: () => this.onToolbar(),
      onProblem: (message) => onProblem?.(message),
    });
    return EditorState.create({ doc: readDocument(html), plugins });
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

  private apply(tr: Transaction): void {
    this.view.updateState(this.view.state.apply(tr));
    if (tr.docChanged && !tr.getMeta("silent")) this.options.onChange();
    this.notify(tr.docChanged ? TYPING_PAUSE : 0);
  }

  private replace(html: string, isUndoable: boolean): void {
    const tr = replaceDocument(this.view.state, readDocument(html));
    if (tr) this.view.dispatch(tr.setMeta("addToHistory", isUndoable).setMeta("silent", !isUndoable));
  }

  /** Tells the listeners after a time in milliseconds; with 0 in the next frame. */
  private notify(delay = 0): void {
    if (delay) this.timer ||= window.setTimeout(() => this.tell(), delay);
    else this.frame ||= requestAnimationFrame(() => this.tell());
  }

  /** Tells the listeners now, so that the next key goes to what they show. */
  private tell(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.frame = this.timer = 0;
    for (const listener of this.listeners) listener();
  }
}
