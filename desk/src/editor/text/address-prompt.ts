/** Asks for the address of a link, or of a video or post. The toolbar shows it. */

import type { Command } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { completeAddress } from "./addresses.ts";
import { findLink, removeLink, setLink } from "./commands/formats.ts";
import { insertCard } from "./embeds/commands.ts";
import { findProvider } from "./embeds/providers.ts";

export type PromptKind = "link" | "embed";

export class AddressPrompt {
  private shown: PromptKind | null = null;

  /** `onChange` is called when the prompt is opened or closed. */
  constructor(
    private readonly view: EditorView,
    private readonly onChange: () => void,
  ) {}

  get kind(): PromptKind | null {
    return this.shown;
  }

  open(kind: PromptKind): void {
    this.shown = kind;
    this.onChange();
  }

  close(): void {
    this.shown = null;
    this.view.focus();
    this.onChange();
  }

  /** The address of the link at the cursor, or an empty text. */
  get linkAddress(): string {
    return findLink(this.view.state).attrs?.href ?? "";
  }

  /** Where it belongs, in pixels of the window. */
  get place(): { left: number; top: number; bottom: number } {
    return this.view.coordsAtPos(this.view.state.selection.from);
  }

  /** Uses what a person has typed. False if no link, or no card, can have this address. */
  submit(typed: string): boolean {
    const kind = this.shown;
    const address = completeAddress(typed);
    if (address === null || (kind === "embed" && !findProvider(address))) return false;
    this.end(kind === "link" ? setLink(address, typed.trim()) : insertCard(address));
    return true;
  }

  removeLink(): void {
    this.end(removeLink);
  }

  private end(command: Command): void {
    this.close();
    if (this.view.editable) command(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
  }
}
