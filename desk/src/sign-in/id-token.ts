/**
 * What the desk sends to the API is the ID token: only it has the name of the person, which other staff see beside each
 * change. The API checks it; the desk reads one claim.
 */

/** The id of the person of a token (`sub`), which never changes; empty if it is no token. */
export function readSubject(token: string): string {
  try {
    const payload = atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    const claims: unknown = JSON.parse(payload);
    return typeof claims === "object" && claims !== null && "sub" in claims ? String(claims.sub) : "";
  } catch {
    return "";
  }
}
