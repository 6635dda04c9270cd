/** The changes of a person to one picture: kept on the device, saved as one version, joined with those of others. */

import type { Client } from "../api/client.ts";
import { changePicture, readPicture } from "../api/pictures.ts";
import { Problem } from "../api/problem.ts";
import type { Focus, Picture } from "../api/types.ts";
import { buildChanges, joinEdits, moveBase, readEdit, setText, takeTheirs, type Conflict, type PictureEdit, type TextField } from "./edits.ts";
import type { EditCopies } from "./edit-copies.ts";

/** Rounds of saving and joining before the person is told that somebody else is faster. */
const MAX_ROUNDS = 3;

export class PictureEditor {
  edit: PictureEdit;
  /** What the person has to decide before the changes can be saved. */
  conflicts: readonly Conflict[] = [];
  isSaving = false;
  error: unknown = undefined;
  /** Changes of somebody else were taken over. */
  hasJoined = false;
  /** The last change is saved. */
  isSaved = false;
  /** What the person began with: as it is saved, but for what is to be decided. */
  private base: PictureEdit;
  private readonly listeners = new Set<() => void>();

  /** `saved`: the picture as the API has it. */
  constructor(
    private readonly client: Client,
    private readonly copies: EditCopies,
    public saved: Picture,
  ) {
    this.base = this.edit = readEdit(saved);
  }

  get hasChanges(): boolean {
    return buildChanges(readEdit(this.saved), this.edit) !== null;
  }

  /** Calls at each change. Returns a function that ends that. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Take up changes that were not saved when the picture was left. */
  async restore(): Promise<void> {
    const copy = await this.copies.read(this.saved.id);
    // Who has begun to write meanwhile goes on with that.
    if (!copy || this.hasChanges) return;
    this.join(copy.base, copy.edit);
    this.notify();
  }

  /** A newer state of the picture has come: after work of the server, or after a change of somebody else. */
  take(picture: Picture): void {
    if (picture.version < this.saved.version) return;
    this.saved = picture;
    this.join(this.base, this.edit);
    this.notify();
  }

  setText(field: TextField, lang: string, text: string): void {
    this.change(setText(this.edit, field, lang, text));
  }

  setFocus(focus: Focus): void {
    this.change({ ...this.edit, focus });
  }

  /** Decide about a conflict. */
  decide(conflict: Conflict, side: "mine" | "theirs"): void {
    const others = this.conflicts.filter((other) => other !== conflict);
    this.base = moveBase(this.base, readEdit(this.saved), others);
    this.change(side === "theirs" ? takeTheirs(this.edit, conflict) : this.edit);
  }

  /** Give the changes up. */
  discard(): void {
    this.base = readEdit(this.saved);
    this.change(this.base);
  }

  /** Save the changes as one version. What fails is in `error`. */
  async save(): Promise<void> {
    if (this.isSaving || this.conflicts.length) return;
    this.isSaving = true;
    this.error = undefined;
    this.hasJoined = false;
    this.notify();
    try {
      await this.send();
      this.isSaved = !this.conflicts.length;
    } catch (error) {
      this.error = error;
    } finally {
      this.isSaving = false;
      await this.keep();
      this.notify();
    }
  }

  private async send(): Promise<void> {
    for (let round = 1; !this.conflicts.length; round++) {
      const sent = this.edit;
      const changes = buildChanges(readEdit(this.saved), sent);
      if (!changes) return;
      try {
        const { uses } = this.saved;
        this.saved = { ...(await changePicture(this.client, this.saved, changes)), uses };
        // What was typed meanwhile stays.
        this.base = readEdit(this.saved);
        this.edit = joinEdits(sent, this.edit, this.base).edit;
        return;
      } catch (error) {
        if (!(error instanceof Problem && error.status === 412) || round === MAX_ROUNDS) throw error;
        this.take(await readPicture(this.client, this.saved.id));
      }
    }
  }

  private join(base: PictureEdit, mine: PictureEdit): void {
    const theirs = readEdit(this.saved);
    const { edit, conflicts } = joinEdits(base, mine, theirs);
    this.hasJoined ||= buildChanges(base, mine) !== null && buildChanges(mine, edit) !== null;
    this.base = moveBase(base, theirs, conflicts);
    this.edit = edit;
    this.conflicts = conflicts;
  }

  private change(edit: PictureEdit): void {
    this.join(this.base, edit);
    this.isSaved = false;
    void this.keep();
    this.notify();
  }

  private keep(): Promise<void> {
    const { id } = this.saved;
    return this.hasChanges ? this.copies.write(id, { base: this.base, edit: this.edit }) : this.copies.remove(id);
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
