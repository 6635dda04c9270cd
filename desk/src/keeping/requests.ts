/** The requests of the API that keep the text of an article, each with an end: nothing waits for ever. */

import type { Answer, Client, Options } from "../api/client.ts";
import { Problem, Unreachable } from "../api/problem.ts";
import type { Article, Autosave, AutosaveNote, Changes, Draft } from "../api/types.ts";
import type { Clock } from "./environment.ts";
import { pickDraft } from "./fields.ts";

const ARTICLES = "/v1/editorial/articles";
/** Milliseconds. The API itself ends after 30 s. */
const LONGEST_ANSWER = 35_000;
/** An autosave is repeated sooner: it may come twice. */
const LONGEST_AUTOSAVE = 20_000;
const HTML = { body: "html" };

export interface Version {
  article: Article;
  draft: Draft;
}

interface Revision {
  version: number;
  by: { id: string };
  article: Article;
}

/** `toEditorForm` writes HTML as the editor would, so that unchanged blocks are the same to the letter. */
export class ArticleRequests {
  constructor(
    private readonly client: Pick<Client, "send">,
    private readonly clock: Clock,
    readonly person: string,
    private readonly toEditorForm: (html: string) => string | Promise<string> = (html) => html,
  ) {}

  async read(id: string): Promise<Version & { headers: Headers }> {
    const { body, headers } = await this.send<Article>("GET", id, "", { query: HTML });
    return { article: body, draft: await this.convert(body), headers };
  }

  async readRevision(id: string, version: number): Promise<{ draft: Draft; by: string }> {
    const { body } = await this.send<Revision>("GET", id, `/revisions/${version}`, { query: HTML });
    return { draft: await this.convert(body.article), by: body.by.id };
  }

  /** A text that was begun with a version, by default one's own; null if it is not there any more. */
  async readAutosave(id: string, basedOn: number, by?: string): Promise<Autosave | null> {
    try {
      const { body } = await this.send<Autosave>("GET", id, "/autosave", { query: { ...HTML, based_on: basedOn, by } });
      return { ...body, draft: await this.convert(body.draft) };
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  }

  async endAutosave(id: string, basedOn: number): Promise<void> {
    await this.send<undefined>("DELETE", id, "/autosave", { query: { based_on: basedOn } });
  }

  /** Null if the server keeps nothing, because its version has all of it. */
  async autosave(id: string, basedOn: number, changes: Changes, isLast = false): Promise<AutosaveNote | null> {
    const options = { query: { autosave: true }, body: changes, ifMatch: basedOn, keepalive: isLast };
    return (await this.send<AutosaveNote | undefined>("PATCH", id, "", options, LONGEST_AUTOSAVE)).body ?? null;
  }

  async save(id: string, version: number, changes: Changes): Promise<Article> {
    return (await this.send<Article>("PATCH", id, "", { body: changes, ifMatch: version })).body;
  }

  /** The answer may be that to an earlier request with the same key. It has no body. */
  async create(draft: Draft, key: string, isLast = false): Promise<Article> {
    const options = { body: draft, idempotencyKey: key, keepalive: isLast };
    return (await this.send<Article>("POST", "", "", options)).body;
  }

  /** Any other command: `publish`, `submit`, … The answer to a request with a key has no body. */
  async command(method: "POST" | "PUT" | "DELETE", id: string, action: string, options: Options): Promise<Article> {
    return (await this.send<Article>(method, id, action && `/${action}`, options)).body;
  }

  private async convert(draft: Draft): Promise<Draft> {
    const picked = pickDraft(draft);
    return picked.body && picked.format === "html" ? { ...picked, body: await this.toEditorForm(picked.body) } : picked;
  }

  /** Raises `Unreachable` also if there is no answer in time. */
  private async send<T>(method: Parameters<Client["send"]>[0], id: string, rest: string, options: Options, longest = LONGEST_ANSWER): Promise<Answer<T>> {
    const end = new AbortController();
    const cancel = this.clock.schedule(longest, () => end.abort());
    const path = id ? `${ARTICLES}/${encodeURIComponent(id)}${rest}` : ARTICLES;
    try {
      return await this.client.send<T>(method, path, { ...options, person: this.person, signal: end.signal });
    } catch (error) {
      throw end.signal.aborted ? new Unreachable("no answer in time") : error;
    } finally {
      cancel();
    }
  }
}
