/** Pictures that articles show: each is read once, and again after a change of it. */

import type { Client } from "../api/client.ts";
import { readPicture } from "../api/pictures.ts";
import { Problem } from "../api/problem.ts";
import type { Picture } from "../api/types.ts";

export class PictureCache {
  private readonly pictures = new Map<string, Promise<Picture | null>>();

  constructor(private readonly client: Client) {}

  /** Null if there is no such picture. */
  find(id: string): Promise<Picture | null> {
    const known = this.pictures.get(id);
    if (known) return known;
    const reading = this.read(id);
    this.pictures.set(id, reading);
    // A picture that waits for its files, or that was not read, is asked for again.
    reading.then(
      (picture) => picture?.image || this.forget(id, reading),
      () => this.forget(id, reading),
    );
    return reading;
  }

  /** The picture has changed, or was read anyway. */
  put(picture: Picture): void {
    if (picture.image) this.pictures.set(picture.id, Promise.resolve(picture));
    else this.pictures.delete(picture.id);
  }

  private forget(id: string, reading: Promise<Picture | null>): void {
    if (this.pictures.get(id) === reading) this.pictures.delete(id);
  }

  private async read(id: string): Promise<Picture | null> {
    try {
      return await readPicture(this.client, id);
    } catch (error) {
      // 422: the reference is no id.
      if (error instanceof Problem && (error.status === 404 || error.status === 422)) return null;
      throw error;
    }
  }
}
