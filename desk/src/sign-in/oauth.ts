/** Sign-in by authorization code with PKCE (RFC 6749, 7636) and the endpoints that `GET /v1` names. */

import type { SignIn } from "../api/types.ts";
import { Unreachable } from "../api/problem.ts";
import { createChallenge, createSecret } from "./pkce.ts";

/** `expires_in` counts seconds. With rotation each answer has another refresh token. */
export interface TokenAnswer {
  id_token: string;
  refresh_token?: string;
  expires_in: number;
}

export interface FinishedSignIn {
  tokens: TokenAnswer;
  inPopup: boolean;
}

/** The server has refused a code or a refresh token: the person must sign in again. */
export class SignInRefused extends Error {}

const ASKED = "desk-sign-in";

/** Only this page knows it, until the browser comes back. */
interface Asked {
  verifier: string;
  state: string;
  /** The fragment of the screen to which the person returns. */
  screen: string;
  inPopup: boolean;
}

/** Where the person signs in. Raises if the hosted sign-in is off. */
export async function prepareSignIn(signIn: SignIn, screen: string, inPopup = false): Promise<string> {
  if (!signIn.authorize_url) throw new SignInRefused("off");
  const asked: Asked = { verifier: createSecret(), state: createSecret(), screen, inPopup };
  sessionStorage.setItem(ASKED, JSON.stringify(asked));
  const query = new URLSearchParams({
    redirect_uri: findRedirectUri(),
    state: asked.state,
    code_challenge: await createChallenge(asked.verifier),
  });
  // The address is a URI template (RFC 6570) whose last expression lists these members.
  return signIn.authorize_url.replace(/\{&[^}]*\}$/, `&${query}`);
}

/** Whether the browser has come back from the sign-in: the address has a code, or why there is none. */
export function isComingBack(): boolean {
  const parameters = new URLSearchParams(location.search);
  return parameters.has("code") || parameters.has("error");
}

/**
 * Finish the sign-in with which the browser has come back. Null if the address has no code. The code leaves the address
 * bar and the history at once.
 */
export async function finishSignIn(signIn: SignIn): Promise<FinishedSignIn | null> {
  if (!isComingBack()) return null;
  const parameters = new URLSearchParams(location.search);
  const asked = JSON.parse(sessionStorage.getItem(ASKED) ?? "null") as Asked | null;
  sessionStorage.removeItem(ASKED);
  history.replaceState(null, "", location.pathname + (asked?.screen ?? ""));
  if (!asked || parameters.get("state") !== asked.state) throw new SignInRefused("state");
  const code = parameters.get("code");
  if (!code) throw new SignInRefused(parameters.get("error") ?? "");
  const grant = { grant_type: "authorization_code", code, code_verifier: asked.verifier, redirect_uri: findRedirectUri() };
  return { tokens: await askForTokens(signIn, grant), inPopup: asked.inPopup };
}

export function refreshTokens(signIn: SignIn, refreshToken: string): Promise<TokenAnswer> {
  return askForTokens(signIn, { grant_type: "refresh_token", refresh_token: refreshToken });
}

/** End the refresh token (RFC 7009). Failures change nothing here: it expires by itself. */
export async function revokeToken(signIn: SignIn, refreshToken: string): Promise<void> {
  await post(findEndpoint(signIn, "revoke"), { client_id: signIn.client_id, token: refreshToken }).catch(() => undefined);
}

/** The page that ends the session of the sign-in page, and comes back here. */
export function findSignOutPage(signIn: SignIn): string {
  const query = new URLSearchParams({ client_id: signIn.client_id, logout_uri: findRedirectUri() });
  return `${findEndpoint(signIn, "../logout")}?${query}`;
}

async function askForTokens(signIn: SignIn, fields: Record<string, string>): Promise<TokenAnswer> {
  const response = await post(findEndpoint(signIn, "token"), { client_id: signIn.client_id, ...fields });
  if (response.status >= 500 || response.status === 429) throw new Unreachable(`HTTP ${response.status}`);
  if (!response.ok) throw new SignInRefused(`HTTP ${response.status}`);
  return (await response.json()) as TokenAnswer;
}

async function post(url: string, fields: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { method: "POST", body: new URLSearchParams(fields), credentials: "omit", cache: "no-store" });
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

/** Cognito's endpoints are beside one another: …/oauth2/token, …/oauth2/revoke, …/logout. */
function findEndpoint(signIn: SignIn, name: string): string {
  return new URL(name, signIn.token_url ?? location.href).href;
}

function findRedirectUri(): string {
  return location.origin + location.pathname;
}
