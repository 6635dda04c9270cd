/** Copies of other tabs, or under another key, that are not needed any more when there is one of this tab. */

import { formatKey, type Copies, type Copy } from "./copies.ts";
import { reportFault } from "./environment.ts";

type Key = Pick<Copy, "person" | "article" | "tab">;

export class OldCopies {
  /** `superseded`: their words are in the text of this tab. `saved`: their words are in the version. */
  constructor(
    private readonly copies: Copies,
    private superseded: Key[],
    private saved: Copy[],
  ) {}

  get isEmpty(): boolean {
    return this.superseded.length + this.saved.length === 0;
  }

  add(copy: Key): void {
    this.superseded = [...this.superseded, copy];
  }

  /** There is a copy `own` of the text. What fails here is only there too long. */
  async tidy(own: Key): Promise<void> {
    const isOther = (copy: Key): boolean => formatKey(copy) !== formatKey(own);
    const [superseded, saved] = [this.superseded.filter(isOther), this.saved.filter(isOther)];
    [this.superseded, this.saved] = [[], []];
    try {
      await this.copies.remove(superseded);
      for (const copy of saved) await this.copies.write({ ...copy, server: "version" });
    } catch (error) {
      reportFault(error);
    }
  }
}
