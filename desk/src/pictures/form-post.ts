/** Sends a file with the form that the API gave. `fetch` tells no progress of an upload, so it is an XMLHttpRequest. */

import type { UploadForm } from "../api/types.ts";

/** Milliseconds without any progress after which a connection counts as cut off. */
const STALLED = 60_000;
const CODE = /<Code>(\w+)<\/Code>/;

/** `cut`: no answer; the file may have arrived. `expired`: another form may do. `refused`: another try would be, too. */
export class SendingFailed extends Error {
  constructor(
    readonly kind: "cut" | "expired" | "refused",
    detail = "",
  ) {
    super(`${kind} ${detail}`);
  }
}

export interface PostOptions {
  signal: AbortSignal;
  /** Bytes of the file that were sent. */
  onProgress: (sent: number) => void;
  /** Tests give their own. */
  create?: () => XMLHttpRequest;
}

export type PostForm = (form: UploadForm, file: Blob, options: PostOptions) => Promise<void>;

/** Raises `SendingFailed`, or `AbortError` if the signal aborts. */
export const postForm: PostForm = (form, file, { signal, onProgress, create = () => new XMLHttpRequest() }) =>
  new Promise<void>((resolve, reject) => {
    signal.throwIfAborted();
    const request = create();
    const stalled = watch(() => end(() => reject(new SendingFailed("cut", "no progress")), true));
    const abort = () => end(() => reject(signal.reason), true);
    const end = (settle: () => void, isAborting = false) => {
      stalled.stop();
      signal.removeEventListener("abort", abort);
      // Settled first: aborting tells of an error by itself.
      settle();
      if (isAborting) request.abort();
    };
    signal.addEventListener("abort", abort);
    request.upload.onprogress = ({ loaded }) => {
      stalled.restart();
      onProgress(Math.min(loaded, file.size));
    };
    request.onload = () => end(() => (isSuccess(request.status) ? resolve() : reject(describe(request))));
    request.onerror = () => end(() => reject(new SendingFailed("cut")));
    request.open("POST", form.url);
    request.send(buildForm(form, file));
  });

/** The bucket takes no fields behind the file. */
function buildForm(form: UploadForm, file: Blob): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
  data.append("file", file);
  return data;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function describe({ status, responseText }: XMLHttpRequest): SendingFailed {
  const code = CODE.exec(responseText)?.[1] ?? `HTTP ${status}`;
  if (status === 403) return new SendingFailed("expired", code);
  // S3 answers a connection that was too slow with a 400 of its own.
  if (status >= 500 || status === 429 || status === 408 || code === "RequestTimeout") return new SendingFailed("cut", code);
  return new SendingFailed("refused", code);
}

function watch(stall: () => void): { restart: () => void; stop: () => void } {
  let timer = setTimeout(stall, STALLED);
  return {
    restart() {
      clearTimeout(timer);
      timer = setTimeout(stall, STALLED);
    },
    stop: () => clearTimeout(timer),
  };
}
