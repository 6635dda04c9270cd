/** Why a request failed. */

/** A problem document (RFC 9457) of the API. `errors` point at members of the body that was sent. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  request_id?: string;
  errors?: { pointer: string; detail: string }[];
  /** With 412: the version, its person and time. */
  current?: unknown;
  /** With 409: the id of the article that has what was asked for. */
  article?: string;
  /** With 409: the slug of the term that this one was merged into. */
  into?: string;
  /** With 409: published articles that have the term. */
  articles?: number;
}

/** The API has answered with an error. */
export class Problem extends Error {
  /** `retryAfter`: seconds after which the API wants to be asked again. */
  constructor(
    readonly document: ProblemDocument,
    readonly retryAfter?: number,
  ) {
    super(document.detail || document.title);
  }

  get status(): number {
    return this.document.status;
  }

  /** What kind of problem it is: `slug-taken`. */
  get code(): string {
    return this.document.type.split(":").at(-1) ?? "";
  }

  get requestId(): string | undefined {
    return this.document.request_id;
  }

  /** The error of a field, by its pointer: `#/title`. Errors below it, such as `#/authors/0/name`, count too. */
  at(field: string): string | undefined {
    const pointer = `#/${field}`;
    return this.document.errors?.find((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`))?.detail;
  }
}

/** No answer: no network, or it was lost on the way. The request may have been carried out. */
export class Unreachable extends Error {}

/** Nobody is signed in any more. */
export class SignedOut extends Error {}

/** Whether the same request may succeed later, without a change. */
export function isPassing(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Problem && (error.status >= 500 || error.status === 429));
}
