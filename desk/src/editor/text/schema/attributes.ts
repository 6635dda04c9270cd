/** HTML attributes as attributes of nodes and marks: text, or null where the element has none. */

import type { Attrs, AttributeSpec } from "prosemirror-model";

export const GLOBAL = ["lang", "dir"] as const;

/** Attribute specifications, all optional. */
export function specify(...names: readonly string[]): Record<string, AttributeSpec> {
  return Object.fromEntries(names.map((name) => [name, { default: null, validate: "string|null" }]));
}

export function read(element: HTMLElement, ...names: readonly string[]): Attrs {
  return Object.fromEntries(names.map((name) => [name, element.getAttribute(name)]));
}

/** The attributes that are set. */
export function write(attrs: Attrs, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.filter((name) => attrs[name] !== null).map((name) => [name, String(attrs[name])]));
}
