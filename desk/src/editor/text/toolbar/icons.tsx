/** Signs of the toolbar, drawn in a square of 20. */

import type { JSX } from "preact";

const PATHS = {
  link: "M8.5 11.5a3 3 0 0 0 4.2 0l3-3a3 3 0 0 0-4.2-4.2l-1 1M11.5 8.5a3 3 0 0 0-4.2 0l-3 3a3 3 0 0 0 4.2 4.2l1-1",
  bulletList: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  orderedList: "M9 5h8M9 10h8M9 15h8M3 3.5l1.2-.7V7M2.8 11.2c.5-1 2.2-1 2.2.2 0 1-2.2 1.6-2.2 2.6H5.2",
  quote: "M4 13V9.5A3.5 3.5 0 0 1 7.5 6M4 13h3.5v-3H4M11.5 13V9.5A3.5 3.5 0 0 1 15 6M11.5 13H15v-3h-3.5",
  picture: "M3 4h14v12H3zM3 13l4-4 3.5 3.5L13 10l4 4M13 7.5h.01",
  embed: "M3 4h14v12H3zM8.5 7.5v5l4-2.5z",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M9 8v8",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" class={name === "more" ? "dots" : undefined}>
      <path d={PATHS[name]} />
    </svg>
  );
}
