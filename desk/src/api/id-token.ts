/**
 * What the desk sends to the API is the ID token: only it has the name of the person, which other staff see beside each
 * change. The API checks it; the desk reads who it is, so that no screen waits for an answer about that.
 */

import { GROUPS, type Group, type Me } from "./types.ts";

/** Whose token it is, as `GET /v1/editorial/me` says it; null if it is no token. */
export function readPerson(token: string): Me | null {
  const claims = readClaims(token);
  if (typeof claims.sub !== "string") return null;
  const name = [claims.name, claims.email, claims["cognito:username"]].find((found): found is string => Boolean(found) && typeof found === "string");
  const groups = claims["cognito:groups"];
  return { id: claims.sub, name: name ?? claims.sub, groups: Array.isArray(groups) ? groups.filter(isGroup) : [] };
}

function readClaims(token: string): Record<string, unknown> {
  try {
    const payload = atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    const claims: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(payload, (letter) => letter.charCodeAt(0))));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isGroup(name: unknown): name is Group {
  return GROUPS.some((group) => group === name);
}
