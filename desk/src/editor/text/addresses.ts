/** Addresses of links: the rules of the API, so that no save fails because of a link. */

const SCHEMES = ["https:", "http:", "mailto:", "tel:"];
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
/** A name with a dot and a known kind of ending, or with a path: what people type without a scheme. */
const BARE = /^(?:www\.)?[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}(?::\d+)?(?:[/?#]\S*)?$/u;
const EMAIL = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/;

/** The address as browsers read it: without spaces at its ends and line ends in it. */
function trim(address: string): string {
  return address.replace(/^[\x00-\x20]+|[\t\n\r]/g, "").trim();
}

/** Whether a link can have this address. */
export function isLinkAddress(address: string): boolean {
  const trimmed = trim(address);
  const scheme = SCHEME.exec(trimmed)?.[0] ?? "";
  if (scheme && !SCHEMES.includes(scheme.toLowerCase())) return false;
  return trimmed.length > scheme.length && URL.canParse(trimmed, "https://site.example/");
}

/** The address that a person means: `kun.uz` is a site, `a@kun.uz` a mailbox. Null if no link can have it. */
export function completeAddress(typed: string): string | null {
  const address = trim(typed);
  if (EMAIL.test(address)) return `mailto:${address}`;
  if (!SCHEME.test(address) || /^[^/?#:]+:\d/.test(address)) {
    if (BARE.test(address)) return isLinkAddress(`https://${address}`) ? `https://${address}` : null;
  }
  return /\s/.test(address) || !isLinkAddress(address) ? null : address;
}

const WHOLE = /^(?:https?:\/\/|www\.)[^\s<>"]+$/i;

/** The address that a pasted or typed text is; null for other text. */
export function readWholeAddress(text: string): string | null {
  return WHOLE.test(text.trim()) ? completeAddress(text) : null;
}
