/** The announcement of one file to the API, which gives the form that sends it. */

import type { Client } from "../api/client.ts";
import { isPassing, Problem } from "../api/problem.ts";
import { announcePicture, readPicture, replacePicture } from "../api/pictures.ts";
import type { FileRequest, NewPicture, Picture } from "../api/types.ts";

/** Milliseconds. A form is good for ten minutes; the answer with it and the beginning of the upload take time too. */
const FORM_LIFE = 9 * 60_000;

/** Somebody else has announced another file for the picture. */
export class Overtaken extends Error {}

/** A picture as far as another file for it matters. */
export type Target = Pick<Picture, "id" | "version" | "file">;

/** A request without an answer so far. It is repeated as it is, so that it is carried out once. */
interface Pending {
  key: string;
  at: number;
  target: Target | null;
}

export class Announcement {
  private pending: Pending | null = null;
  private form: { picture: NewPicture; at: number } | null = null;

  /** `target`: the picture that gets the file; null for a new one. `now` in milliseconds since some moment. */
  constructor(
    private readonly client: Client,
    private readonly file: FileRequest,
    private target: Target | null,
    private readonly now: () => number,
  ) {}

  /** The picture for the file; null before the first announcement. */
  get picture(): Target | null {
    return this.form && this.target;
  }

  /** The form. It is a new one if there is none yet, or if that has expired. */
  async getForm(): Promise<NewPicture["upload"]> {
    if (!this.form || this.now() - this.form.at > FORM_LIFE) this.form = await this.announce();
    return this.form.picture.upload;
  }

  /** Let the next form be a new one. */
  expireForm(): void {
    if (this.form) this.form.at = -Infinity;
  }

  /** The present state of the picture. Raises `Overtaken`. */
  async read(signal: AbortSignal): Promise<Picture> {
    if (!this.target) throw new Error("nothing is announced");
    return this.follow(await readPicture(this.client, this.target.id, signal));
  }

  private follow(picture: Picture): Picture {
    if (picture.file.at !== this.target?.file.at) throw new Overtaken();
    this.target = picture;
    return picture;
  }

  private async announce(): Promise<{ picture: NewPicture; at: number }> {
    try {
      return await this.request();
    } catch (error) {
      if (!(error instanceof Problem && error.status === 412 && this.target)) throw error;
      // Somebody has changed the texts or the focus: that is no reason to refuse the file.
      this.follow(await readPicture(this.client, this.target.id));
      return this.request();
    }
  }

  private async request(): Promise<{ picture: NewPicture; at: number }> {
    // The time of the request: an answer to its repetition has a form that is as old as the first one.
    this.pending ??= { key: crypto.randomUUID(), at: this.now(), target: this.target };
    const { key, at, target } = this.pending;
    try {
      const picture = target ? await replacePicture(this.client, target, this.file, key) : await announcePicture(this.client, this.file, key);
      this.pending = null;
      this.target = picture;
      return { picture, at };
    } catch (error) {
      if (!mayBeCarriedOut(error)) this.pending = null;
      throw error;
    }
  }
}

/** With 409, the first request with the key is still being carried out. */
export function mayBeCarriedOut(error: unknown): boolean {
  return isPassing(error) || (error instanceof Problem && error.status === 409);
}
