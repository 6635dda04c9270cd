/** The media routes of the API and the bucket in memory, with faults, on a clock of its own. */

import { Client } from "../../src/api/client.ts";
import type { NewPicture, Picture, UploadForm } from "../../src/api/types.ts";
import type { Environment } from "../../src/pictures/environment.ts";
import { SendingFailed } from "../../src/pictures/form-post.ts";

const FORM_LIFE = 600_000;
const PERSON = { id: "7d8f", name: "Aziza" };
const tokens = { get: async () => "token", renew: async () => null };

/** Before `apply` a fault stops a request, behind it only the answer is lost. */
type Fault = "unreachable" | "lost answer" | number;

export class FakeMedia {
  readonly pictures = new Map<string, Picture>();
  /** Each request: `POST /v1/editorial/media`. */
  readonly requests: string[] = [];
  /** Requests that were sent to the bucket: the key of each. */
  readonly posts: string[] = [];
  /** Faults of the next requests whose line begins with this; one for each. */
  readonly faults: [string, Fault][] = [];
  /** Faults of the next posts; one for each. */
  readonly postFaults: ("cut" | "lost answer" | "refused")[] = [];
  /** What becomes of a file that has arrived. */
  verdict: "ready" | "animated" | "failed" | "waiting" = "ready";
  /** Resolves posts one by one if it is set. */
  gate: (() => Promise<void>) | null = null;
  /** Holds back the next answer of the API. */
  answerGate: Promise<void> | null = null;
  clock = 0;
  private readonly answers = new Map<string, Picture>();
  private readonly expiries = new Map<string, number>();

  readonly client = new Client(tokens);
  readonly environment: Environment = {
    now: () => this.clock,
    pause: async (milliseconds, signal) => {
      this.clock += milliseconds;
      await Promise.resolve();
      signal.throwIfAborted();
    },
    post: (form, file, options) => this.post(form, file, options),
  };

  install(): void {
    globalThis.fetch = (path, init = {}) => this.fetch(String(path), init);
  }

  private async fetch(path: string, { method = "GET", headers, body }: RequestInit): Promise<Response> {
    const line = `${method} ${path}`;
    this.requests.push(line);
    const place = this.faults.findIndex(([beginning]) => line.startsWith(beginning));
    const fault = place < 0 ? null : (this.faults.splice(place, 1)[0]?.[1] ?? null);
    if (fault === "unreachable") throw new TypeError("failed to fetch");
    if (typeof fault === "number") return respond(fault, { status: fault, title: "fault", detail: "fault" });
    const answer = this.route(method, path, new Headers(headers), typeof body === "string" ? JSON.parse(body) : {});
    await this.answerGate;
    if (fault === "lost answer") throw new TypeError("network error");
    return answer;
  }

  private route(method: string, path: string, headers: Headers, body: Record<string, unknown>): Response {
    const [id, action] = path.replace("/v1/editorial/media", "").split("/").slice(1);
    const key = `${path} ${headers.get("idempotency-key")}`;
    const known = this.answers.get(key);
    if (known) return respond(200, known);
    if (method === "POST" && !id) return respond(201, this.remember(key, this.announce(`01K${this.pictures.size}`, 1, body)));
    const picture = this.pictures.get(id ?? "");
    if (!picture) return respond(404, { title: "gone", detail: "gone" });
    if (method === "GET") return respond(200, picture);
    if (headers.get("if-match") !== `"${picture.version}"`) return respond(412, { title: "stale", detail: "stale" });
    if (method === "DELETE") return respond(204, this.pictures.delete(picture.id) && undefined);
    if (action === "replace") return respond(200, this.remember(key, this.announce(picture.id, picture.version + 1, body)));
    return respond(200, this.patch(picture, body));
  }

  private remember(key: string, picture: NewPicture): NewPicture {
    this.answers.set(key, picture);
    return picture;
  }

  private announce(id: string, version: number, { name, size }: Record<string, unknown>): NewPicture {
    const at = `${this.clock}/${version}`;
    const file = { name: String(name), type: "image/png", size: Number(size), at, status: "waiting" as const };
    const before = this.pictures.get(id) ?? { alt: {}, caption: {}, credit: {}, rights: {}, focus: { x: 0.5, y: 0.5 }, image: null, status: "waiting" as const };
    const stamp = { reason: null, created_at: "", created_by: PERSON, changed_at: "", changed_by: PERSON, uses: [] };
    const picture: Picture = { ...before, ...stamp, id, version, file };
    this.pictures.set(id, picture);
    const key = `${id}/${version}`;
    this.expiries.set(key, this.clock + FORM_LIFE);
    return { ...picture, upload: { url: "/bucket", fields: { key } } };
  }

  private patch(picture: Picture, changes: Record<string, unknown>): Picture {
    const merged: Record<string, unknown> = { ...picture, version: picture.version + 1 };
    for (const [name, value] of Object.entries(changes)) {
      const joined = name === "focus" ? value : Object.entries({ ...Object(merged[name]), ...Object(value) }).filter(([, text]) => text !== null);
      merged[name] = Array.isArray(joined) ? Object.fromEntries(joined) : joined;
    }
    const after = merged as unknown as Picture;
    this.pictures.set(picture.id, after);
    return after;
  }

  private async post({ fields: { key = "" } }: UploadForm, file: Blob, { signal, onProgress }: { signal: AbortSignal; onProgress: (sent: number) => void }): Promise<void> {
    this.posts.push(key);
    onProgress(file.size / 2);
    await this.gate?.();
    signal.throwIfAborted();
    const fault = this.postFaults.shift();
    if (fault === "cut" || fault === "refused") throw new SendingFailed(fault);
    if (this.clock > (this.expiries.get(key) ?? 0)) throw new SendingFailed("expired");
    this.process(key);
    if (fault === "lost answer") throw new SendingFailed("cut");
  }

  /** The server has looked at a file. It acts only on the latest announcement. */
  private process(key: string): void {
    const [id = "", version] = key.split("/");
    const picture = this.pictures.get(id);
    if (!picture || picture.version !== Number(version) || this.verdict === "waiting") return;
    const status = this.verdict === "ready" ? "ready" : "refused";
    const refusal = this.verdict === "ready" ? null : { code: this.verdict, reason: this.verdict };
    this.pictures.set(id, { ...picture, status, file: { ...picture.file, status, refusal } });
  }
}

function respond(status: number, body: unknown): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status });
}

/** A PNG as far as its first bytes tell. */
export function makeFile(name: string, bytes = 1_000): File {
  const content = new Uint8Array(bytes);
  content.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 4, 0, 0, 0, 3, 0]);
  return new File([content], name, { type: "image/png" });
}
