/** What uploads need of the browser, so that tests can take its place. */

import { postForm, type PostForm } from "./form-post.ts";

export interface Environment {
  post: PostForm;
  /** Raises `AbortError` if the signal aborts. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since some moment. Never goes back, whatever the clock of the device shows. */
  now: () => number;
}

export const browserEnvironment: Environment = { post: postForm, pause, now: () => performance.now() };

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", abort);
  });
}
