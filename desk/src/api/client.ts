/** Requests to the API of this site. */

import { readPerson } from "./id-token.ts";
import { Problem, SignedOut, Unreachable, type ProblemDocument } from "./problem.ts";

export interface Options {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  /** The version of the article, or `*`. */
  ifMatch?: number | "*";
  /** The same for every try of one action of a person. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Let the request outlive the page. Its body must be below 64 kB. */
  keepalive?: boolean;
  /** Id of the person whose request it is. Another one, who has signed in in another tab, does not send it. */
  person?: string;
}

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

/** Gives tokens of the person who is signed in. */
export interface Tokens {
  /** The present token; null if nobody is signed in. */
  get(): Promise<string | null>;
  /** A new token in place of one that the API has refused; null if the person must sign in again. */
  renew(refused: string): Promise<string | null>;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Milliseconds for which an answer that was asked for early is good. */
const EARLY = 10_000;

export class Client {
  /** Answers that were asked for early, by path and query. */
  private readonly early = new Map<string, Promise<Answer<unknown>>>();

  constructor(private readonly tokens: Tokens) {}

  /** Raises `Problem`, `Unreachable` or `SignedOut`; `AbortError` if the signal aborts. */
  async send<T>(method: Method, path: string, options: Options = {}): Promise<Answer<T>> {
    const token = await this.tokens.get();
    if (!token || !isTokenOf(token, options.person)) throw new SignedOut();
    let response = await this.fetch(method, path, options, token);
    if (response.status === 401) {
      const renewed = await this.tokens.renew(token);
      if (!renewed || !isTokenOf(renewed, options.person)) throw new SignedOut();
      response = await this.fetch(method, path, options, renewed);
      if (response.status === 401) throw new SignedOut();
    }
    return read<T>(response);
  }

  async get<T>(path: string, query: Options["query"] = {}, signal?: AbortSignal): Promise<T> {
    const key = path + formatQuery(query);
    const early = this.early.get(key) as Promise<Answer<T>> | undefined;
    this.early.delete(key);
    return (await (early ?? this.send<T>("GET", path, { query, signal }))).body;
  }

  /** Ask for what the next `get` of this path and query gives: while a slow device draws the screen. */
  prefetch(path: string, query: Options["query"] = {}): void {
    const answer = this.send<unknown>("GET", path, { query });
    answer.catch(() => undefined); // whoever gets it sees it
    const key = path + formatQuery(query);
    this.early.set(key, answer);
    // Nobody gets an old answer, such as after another screen was chosen meanwhile.
    setTimeout(() => this.early.delete(key), EARLY);
  }

  private async fetch(method: Method, path: string, options: Options, token: string): Promise<Response> {
    const headers: Record<string, string> = { accept: "application/json", authorization: `Bearer ${token}` };
    if (options.body !== undefined) headers["content-type"] = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    if (options.ifMatch !== undefined) headers["if-match"] = options.ifMatch === "*" ? "*" : `"${options.ifMatch}"`;
    if (options.idempotencyKey) headers["idempotency-key"] = options.idempotencyKey;
    try {
      return await fetch(path + formatQuery(options.query), {
        method,
        headers,
        body: options.body === undefined ? undefined : JSON.stringify(options.body),
        signal: options.signal,
        keepalive: options.keepalive,
        cache: "no-store",
        credentials: "omit",
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Unreachable(String(error));
    }
  }
}

/** Whether a token is of this person, or nobody is asked for. */
function isTokenOf(token: string, person: string | undefined): boolean {
  return person === undefined || readPerson(token)?.id === person;
}

/** A public answer of the API, without a token. Caches keep them for minutes: by default the server is asked. */
export async function readPublic<T>(path: string, cache: RequestCache = "no-cache"): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept: "application/json" }, cache });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  return (await read<T>(response)).body;
}

async function read<T>(response: Response): Promise<Answer<T>> {
  let body: unknown;
  try {
    const text = await response.text();
    body = text ? JSON.parse(text) : undefined;
  } catch (error) {
    // An answer that was cut off, or the page of a proxy.
    if (response.ok) throw new Unreachable(String(error));
  }
  if (response.ok) return { status: response.status, body: body as T, headers: response.headers };
  throw new Problem(describe(response, body), readSeconds(response.headers.get("retry-after")));
}

/** `Retry-After` may also be a date, which depends on the clock of the device. */
function readSeconds(header: string | null): number | undefined {
  return header && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

function describe(response: Response, body: unknown): ProblemDocument {
  const { status } = response;
  const problem: ProblemDocument = { type: "about:blank", title: `HTTP ${status}`, status, detail: "" };
  return body && typeof body === "object" ? { ...problem, ...body, status } : problem;
}

function formatQuery(query: Options["query"] = {}): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false);
  return entries.length ? `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))}` : "";
}
