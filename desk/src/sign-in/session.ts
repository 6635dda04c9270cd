/**
 * The tokens of the person who is signed in. The access token is in the memory of a tab, the refresh token in the
 * database of this browser, so that all tabs are signed in and a reload asks for nothing.
 */

import type { Tokens } from "../api/client.ts";
import { Unreachable } from "../api/problem.ts";
import type { SignIn } from "../api/types.ts";
import { storage, StorageUnavailable } from "../storage.ts";
import { findSignOutPage, finishSignIn, prepareSignIn, refreshTokens, revokeToken, SignInRefused, type TokenAnswer } from "./oauth.ts";

const KEY = "refresh";
const LOCK = "desk-refresh";
const CHANNEL = "desk-session";
/** Name of the window in which somebody signs in again, beside a text that is being written. */
const POPUP = "desk-sign-in";
/** Seconds before its end at which a token is renewed. */
const MARGIN = 60;

/** What tabs tell each other. */
type Message = "signed out" | "signed in";

interface Stored {
  token: string;
  client: string;
}

export class Session implements Tokens {
  private access: { token: string; until: number } | null = null;
  /** Without storage it is kept here, for this tab only. */
  private kept: Stored | null = null;
  private readonly channel = new BroadcastChannel(CHANNEL);
  /** Called when another tab signs out. */
  onSignedOut: () => void = () => undefined;
  /** Called when somebody has signed in, in another window. It may be another person. */
  onSignedIn: () => void = () => undefined;

  constructor(private readonly signIn: SignIn) {
    this.channel.onmessage = ({ data }: MessageEvent<Message>) => {
      this.access = this.kept = null;
      if (data === "signed out") this.onSignedOut();
      else this.onSignedIn();
    };
  }

  /** Whether somebody is signed in. Takes the code with which the browser has come back. Raises `SignInRefused`. */
  async resume(): Promise<boolean> {
    const answer = await finishSignIn(this.signIn);
    if (answer) {
      await this.take(answer);
      this.send("signed in");
      if (window.name === POPUP) close();
      return true;
    }
    return (await this.get()) !== null;
  }

  async get(): Promise<string | null> {
    if (this.access && this.access.until > performance.now()) return this.access.token;
    return this.renew(this.access?.token ?? "");
  }

  /** One tab at a time: a refresh token that was rotated away is good for some seconds only. */
  renew(refused: string): Promise<string | null> {
    return navigator.locks.request(LOCK, async () => {
      if (this.access && this.access.token !== refused) return this.access.token;
      const stored = await this.read();
      if (!stored) return null;
      try {
        await this.take(await refreshTokens(this.signIn, stored.token));
      } catch (error) {
        if (!(error instanceof SignInRefused)) throw error;
        await this.forget();
        return null;
      }
      return this.access!.token;
    });
  }

  /** Leave for the sign-in page, which returns to a screen. */
  async begin(screen: string): Promise<void> {
    location.assign(await prepareSignIn(this.signIn, screen));
  }

  /** Let the person sign in beside this page, which stays as it is. */
  async beginBeside(): Promise<void> {
    // The window must open before anything is awaited, or the browser takes it for an advertisement.
    const popup = open("about:blank", POPUP, "popup,width=520,height=680");
    const address = await prepareSignIn(this.signIn, "");
    if (popup) popup.location = address;
    else location.assign(address);
  }

  /** End the session in all tabs, and leave for the page that ends that of the sign-in page. */
  async end(): Promise<void> {
    const stored = await this.read();
    this.access = null;
    await this.forget();
    this.send("signed out");
    if (stored) await revokeToken(this.signIn, stored.token);
    location.assign(findSignOutPage(this.signIn));
  }

  private send(message: Message): void {
    this.channel.postMessage(message);
  }

  private async take(answer: TokenAnswer): Promise<void> {
    this.access = { token: answer.access_token, until: performance.now() + (answer.expires_in - MARGIN) * 1000 };
    if (!answer.refresh_token) return;
    this.kept = { token: answer.refresh_token, client: this.signIn.client_id };
    await storage.write("sign-in", KEY, this.kept).catch(ignoreUnavailable);
  }

  private async read(): Promise<Stored | null> {
    const stored = await storage.read<Stored>("sign-in", KEY).catch(ignoreUnavailable);
    const found = stored ?? this.kept;
    return found?.client === this.signIn.client_id ? found : null;
  }

  private async forget(): Promise<void> {
    this.kept = null;
    await storage.remove("sign-in", KEY).catch(ignoreUnavailable);
  }
}

function ignoreUnavailable(error: unknown): undefined {
  if (!(error instanceof StorageUnavailable)) throw error;
}

export { SignInRefused, Unreachable };
