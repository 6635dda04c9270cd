import type { Entries } from "../../../src/keeping/environment.ts";
import { StorageUnavailable } from "../../../src/storage.ts";

/** The database of a device. */
export class FakeEntries implements Entries {
  readonly values = new Map<string, unknown>();
  mode: "works" | "fails" | "hangs" = "works";

  async list(prefix: string): Promise<[string, unknown][]> {
    await this.check();
    return [...this.values].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key, structuredClone(value)]);
  }

  async write(key: string, value: unknown): Promise<void> {
    const stored = structuredClone(value);
    await this.check();
    this.values.set(key, stored);
  }

  async remove(key: string): Promise<void> {
    await this.check();
    this.values.delete(key);
  }

  private async check(): Promise<void> {
    if (this.mode === "fails") throw new StorageUnavailable("no room");
    if (this.mode === "hangs") await new Promise(() => undefined);
  }
}
