/** Icons, drawn with lines of 1.75 px on a field of 20. They have no meaning of their own: words stand beside them. */

const PATHS = {
  add: "M10 4v12M4 10h12",
  alert: "M10 3 2 17h16L10 3Zm0 5v4m0 2.5v.5",
  article: "M5 3h7l4 4v10H5zM12 3v4h4",
  back: "m12 4-6 6 6 6",
  chart: "m3 14 5-6 4 3 5-7",
  check: "m4 11 4 4 8-10",
  close: "m5 5 10 10M15 5 5 15",
  code: "m7 6-4 4 4 4m6-8 4 4-4 4",
  down: "M10 4v12m-5-5 5 5 5-5",
  embed: "M3 4h14v12H3zm5 3.5v5l4.5-2.5z",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Zm8-2.2a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z",
  fold: "m5 12 5-5 5 5",
  front: "M3 4h14v12H3zM3 8h14M10 8v8",
  grip: "M7 5v.01M13 5v.01M7 10v.01M13 10v.01M7 15v.01M13 15v.01",
  link: "M8 12a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5l-1 1m2 3a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5l1-1",
  list: "M7 5h10M7 10h10M7 15h10M3 5v.01M3 10v.01M3 15v.01",
  more: "M4 10v.01M10 10v.01M16 10v.01",
  person: "M10 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM4 17c0-3 2.5-5 6-5s6 2 6 5",
  picture: "M3 4h14v12H3zm0 9 4-4 4 4 2-2 4 4M12.5 7.5v.01",
  quote: "M4 13c2 0 3-1.5 3-3V6H4v4h3m5 3c2 0 3-1.5 3-3V6h-3v4h3",
  refused: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM5 5l10 10",
  search: "M9 3a6 6 0 1 0 0 12A6 6 0 0 0 9 3Zm4.5 10.5L18 18",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 8v8",
  tag: "M3 4h6l8 8-6 6-8-8zM6.5 7.5v.01",
  trash: "M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11",
  unfold: "m5 8 5 5 5-5",
  up: "M10 16V4m-5 5 5-5 5 5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
