/**
 * The tokens of the person who is signed in. The ID token is in the memory of a tab, the refresh token in the database
 * of this browser, so that all tabs are signed in and a reload asks for nothing.
 */

import type { Tokens } from "../api/client.ts";
import { readPerson } from "../api/id-token.ts";
import { Unreachable } from "../api/problem.ts";
import type { Me, SignIn } from "../api/types.ts";
import { ignoreUnavailable, storage } from "../storage.ts";
import { findSignOutPage, finishSignIn, isComingBack, prepareSignIn, refreshTokens, revokeToken, SignInRefused, type TokenAnswer } from "./oauth.ts";

const KEY = "refresh";
const LOCK = "desk-refresh";
const CHANNEL = "desk-session";
/** Seconds before its end at which a token is renewed. */
const MARGIN = 60;
const POPUP = "popup,width=480,height=680";

interface Stored {
  token: string;
  client: string;
  /** Whose token it is. */
  person: Me | null;
}

/** Why a tab is signed out. After "another person" it must load anew: its texts are those of the former one. */
export type Ending = "signed out" | "another person";
type Message = "signed in" | "signed out";

export class Session implements Tokens {
  private current: { token: string; until: number } | null = null;
  /** Whose tab this is; null before the first token. */
  private person: Me | null = null;
  /** Without storage it is kept here, for this tab only. */
  private kept: Stored | null = null;
  private readonly channel = new BroadcastChannel(CHANNEL);
  /** Called when another tab signs out, or the tokens of this browser became those of another person. */
  onSignedOut: (why: Ending) => void = () => undefined;
  /** Called when another tab, or the popup, has signed somebody in: what was refused can be tried again. */
  onSignedIn: () => void = () => undefined;

  constructor(private readonly signIn: SignIn) {
    this.channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data === "signed in") return this.onSignedIn();
      this.current = this.kept = null;
      this.onSignedOut("signed out");
    };
  }

  /** Who is signed in. Takes the code with which the browser has come back. Raises `SignInRefused`. */
  async resume(): Promise<Me | null> {
    const finished = await finishSignIn(this.signIn);
    if (!finished) return (await this.get()) === null ? null : this.person;
    await navigator.locks.request(LOCK, () => this.take(finished.tokens));
    this.channel.postMessage("signed in" satisfies Message);
    if (finished.inPopup) window.close();
    return this.person;
  }

  /**
   * Who is signed in as far as this browser knows: before the server has said whether the session goes on. Null also if
   * somebody just comes back from the sign-in.
   */
  async recall(): Promise<Me | null> {
    if (isComingBack()) return null;
    const stored = await this.read();
    // With a token of another person, the tab loads anew.
    this.person ??= stored?.person ?? null;
    return this.person;
  }

  async get(): Promise<string | null> {
    if (this.current && this.current.until > performance.now()) return this.current.token;
    return this.renew(this.current?.token ?? "");
  }

  /** One tab at a time: a refresh token that was rotated away is good for some seconds only. */
  renew(refused: string): Promise<string | null> {
    return navigator.locks.request(LOCK, async () => {
      if (this.current && this.current.token !== refused) return this.current.token;
      const stored = await this.read();
      if (!stored) return null;
      try {
        return await this.take(await refreshTokens(this.signIn, stored.token));
      } catch (error) {
        if (!(error instanceof SignInRefused)) throw error;
        await this.forget();
        return null;
      }
    });
  }

  /** Leave for the sign-in page, which returns to a screen. Raises `SignInRefused` if there is none. */
  async begin(screen: string): Promise<void> {
    location.assign(await prepareSignIn(this.signIn, screen));
  }

  /**
   * Sign in beside this tab, which goes on and gets `onSignedIn`. Call it for a click: browsers refuse other popups.
   * False if this one refuses it too.
   */
  async beginInPopup(): Promise<boolean> {
    // A popup begins with a copy of the storage of its tab, where the verifier is.
    return window.open(await prepareSignIn(this.signIn, "", true), "_blank", POPUP) !== null;
  }

  /** End the session in all tabs, and leave for the page that ends that of the sign-in page. */
  async end(): Promise<void> {
    const stored = await navigator.locks.request(LOCK, async () => {
      const found = await this.read();
      await this.forget();
      return found;
    });
    this.channel.postMessage("signed out" satisfies Message);
    if (stored) await revokeToken(this.signIn, stored.token);
    location.assign(findSignOutPage(this.signIn));
  }

  /** Keep new tokens. Null if they are of another person than the one whose tab this is. */
  private async take(answer: TokenAnswer): Promise<string | null> {
    const person = readPerson(answer.id_token);
    if (answer.refresh_token) {
      this.kept = { token: answer.refresh_token, client: this.signIn.client_id, person };
      await storage.write("sign-in", KEY, this.kept).catch(ignoreUnavailable);
    }
    if (this.person && person?.id !== this.person.id) {
      this.current = null;
      this.onSignedOut("another person");
      return null;
    }
    this.person = person;
    this.current = { token: answer.id_token, until: performance.now() + (answer.expires_in - MARGIN) * 1000 };
    return answer.id_token;
  }

  private async read(): Promise<Stored | null> {
    const stored = await storage.read<Stored>("sign-in", KEY).catch(ignoreUnavailable);
    const found = stored ?? this.kept;
    return found?.client === this.signIn.client_id ? found : null;
  }

  private async forget(): Promise<void> {
    this.current = this.kept = null;
    await storage.clear("sign-in").catch(ignoreUnavailable);
  }
}

export { SignInRefused, Unreachable };
