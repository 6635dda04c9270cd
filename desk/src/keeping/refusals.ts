/** Fields that the API has refused. They are left out until they change, so that all others are kept. */

import type { Problem } from "../api/problem.ts";
import type { Draft } from "../api/types.ts";
import { isField, isSame, pick, type Field } from "./fields.ts";

/** Reasons by field, for the texts below the fields. */
export type FieldErrors = Partial<Record<Field, string>>;

const TOO_LARGE = 413;
const POINTER = /^#\/(?:changes\/)?([a-z_]+)/;

/** Whether the API refuses what was sent, whenever it is sent. */
export function isRefusal(problem: Problem): boolean {
  return [400, TOO_LARGE, 422].includes(problem.status);
}

/** What a problem says about fields, also about those in the `changes` of a publication. */
export function listErrors(problem: Problem): FieldErrors {
  const errors: FieldErrors = {};
  for (const { pointer, detail } of problem.document.errors ?? []) {
    const name = POINTER.exec(pointer)?.[1] ?? "";
    const field = name === "format" ? "body" : name;
    if (isField(field)) errors[field] ??= detail;
  }
  // Of an article, only the body can be too large.
  if (problem.status === TOO_LARGE && !Object.keys(errors).length) errors.body = problem.message;
  return errors;
}

export class Refusals {
  private readonly refused = new Map<Field, { draft: Draft; reason: string }>();

  /** Remember which of the fields that were sent were refused. Returns whether any was. */
  add(problem: Problem, draft: Draft, sent: readonly Field[]): boolean {
    const errors = Object.entries(listErrors(problem)).filter((entry): entry is [Field, string] => isField(entry[0]) && sent.includes(entry[0]));
    for (const [field, reason] of errors) this.refused.set(field, { draft, reason });
    return errors.length > 0;
  }

  /** Whether the field is refused, as it is in this draft. A changed one is tried again. */
  has(field: Field, draft: Draft): boolean {
    const refusal = this.refused.get(field);
    return refusal !== undefined && isSame(field, pick(refusal.draft, [field]), pick(draft, [field]));
  }

  list(draft: Draft): FieldErrors {
    return Object.fromEntries([...this.refused].filter(([field]) => this.has(field, draft)).map(([field, { reason }]) => [field, reason]));
  }

  /** Forget those of all other fields: the API has them. */
  keepOnly(fields: readonly Field[]): void {
    for (const field of this.refused.keys()) if (!fields.includes(field)) this.refused.delete(field);
  }
}
