/** Values of fields in words, so that two of them can be compared by eye. */

import type { Changes } from "../api/types.ts";
import type { Field } from "../keeping/fields.ts";
import { readText } from "../keeping/join/blocks.ts";
import { t, type TextName } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";

/** Empty if the field is absent. */
export function describeField(field: Field, changes: Changes): string {
  switch (field) {
    case "body":
      return changes.format === "html" ? readText(changes.body ?? "") : (changes.body ?? "");
    case "authors":
      return (changes.authors ?? []).map(({ slug, name, role }) => [name ?? slug, role && `(${role})`].filter(Boolean).join(" ")).join(", ");
    case "categories":
      return (changes.categories ?? []).join(", ");
    case "tags":
      return (changes.tags ?? []).map(({ slug, name }) => name ?? slug).join(", ");
    case "image":
      return changes.image ? [changes.image.media, changes.image.alt, changes.image.caption, changes.image.credit].filter(Boolean).join(" · ") : "";
    case "seo":
      return [changes.seo?.title, changes.seo?.description].filter(Boolean).join(" · ");
    case "corrections":
      return (changes.corrections ?? []).map(({ at, note }) => `${formatWhen(at, { withClock: true })}: ${note}`).join("\n");
    case "telegram":
      return changes.telegram === false ? t("telegram.none") : (changes.telegram ?? "");
    case "label":
      return changes.label ? t(`label.${changes.label}` as TextName) : "";
    case "breaking_until":
      return changes.breaking_until ? formatWhen(changes.breaking_until, { withClock: true }) : "";
    default:
      return String(changes[field] ?? "");
  }
}

/** Fields of one line that can be written by hand in the place where they are compared. */
export const LINES: ReadonlySet<Field> = new Set<Field>(["title", "dek", "dateline", "slug"]);
