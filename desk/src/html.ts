/** Parses HTML under Trusted Types. The only module with the policy `desk`. */

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string };
}

declare global {
  interface Window {
    trustedTypes?: TrustedTypes;
  }
}

let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;

/** The body of a document that runs no scripts and loads no files. */
export function parseHtml(html: string): HTMLElement {
  policy ??= window.trustedTypes?.createPolicy("desk", { createHTML: (text) => text });
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html").body;
}
