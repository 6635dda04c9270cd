/** A page with nothing but a field, for the tests in a browser. They drive it through `page`. */

import { Client } from "../../src/api/client.ts";
import { Copies } from "../../src/keeping/copies.ts";
import { browserClock } from "../../src/keeping/environment.ts";
import { sendUnsent } from "../../src/keeping/outbox.ts";
import { watchPage } from "../../src/keeping/page-events.ts";
import { ArticleRequests } from "../../src/keeping/requests.ts";
import { Writing } from "../../src/keeping/writing.ts";

let token = "";
let writing: Writing | null = null;
const field = document.querySelector("textarea")!;
const copies = new Copies();
const client = new Client({ get: async () => token || null, renew: async () => null });

function connect(person: string): ArticleRequests {
  return new ArticleRequests(client, browserClock, person);
}

function show(): void {
  if (!writing) return;
  const { keeper } = writing;
  field.value = (keeper.draft.body ?? "").replace(/<\/?p>/g, "");
  const update = (): void => {
    document.title = keeper.state.kind;
    field.readOnly = keeper.state.kind === "read only";
  };
  keeper.onState = update;
  keeper.onText = show;
  update();
}

field.oninput = () => {
  const { keeper } = writing!;
  const draft = { ...keeper.draft, format: "html" as const, body: `<p>${field.value}</p>` };
  keeper.change(() => draft);
};

const page = {
  signIn(given: string, person: string): void {
    token = given;
    writing?.keeper.signIn(person);
  },
  async open(article: string, person: string): Promise<string> {
    writing = await Writing.open({ requests: connect(person), copies, clock: browserClock, article, isOnline: navigator.onLine });
    writing.onReopened = show;
    watchPage(() => writing?.keeper ?? null);
    show();
    return writing.opened.source;
  },
  async begin(person: string): Promise<void> {
    writing = await Writing.begin({ lang: "en" }, { requests: connect(person), copies, clock: browserClock });
    watchPage(() => writing?.keeper ?? null);
    show();
  },
  getArticle: (): string => writing!.keeper.article,
  getErrors: () => writing!.keeper.state.errors,
  setTitle(title: string): void {
    const { keeper } = writing!;
    const draft = { ...keeper.draft, title };
    keeper.change(() => draft);
  },
  async save(): Promise<string> {
    return (await writing!.keeper.save()).kind;
  },
  writeHere: (): Promise<void> => writing!.writeHere(),
  end: (): Promise<boolean> => writing!.end(),
  sendUnsent: (person: string): Promise<string[]> => sendUnsent(connect(person), copies, browserClock),
};

Object.assign(globalThis, { page });
