/** Why the API refuses a value, in the language of the person. The API says it in English. */

import { t, type TextName } from "./texts.ts";

/** Sentences of the API, which are looked for in its source by a test. Their groups are values of the text. */
const REASONS: readonly (readonly [sentence: RegExp, name: TextName])[] = [
  [/^This is needed\.$/, "reason.needed"],
  [/^This must not be empty\.$/, "reason.needed"],
  [/^(?:Publishing|Handing in) needs it\.$/, "reason.needed"],
  [/^At least (?<count>\d+) characters are needed\.$/, "reason.short"],
  [/^At most (?<count>\d+) characters are taken\.$/, "reason.long"],
  [/^At most (?<count>\d+) are taken\.$/, "reason.many"],
  [/^This is not in the form that is taken here\.$/, "reason.form"],
  [/^This is not an e-mail address that mail can be sent to\.$/, "reason.email"],
  [/^There is no such time\.$/, "reason.noTime"],
  [/^This time has passed\.$/, "reason.past"],
  [/^There is no (?:category|author|tag) (?<name>\S+)\.$/, "reason.gone"],
  [/^There is no picture \w+(?: any more)?\.$/, "reason.noPicture"],
  [/^The picture \w+ is not ready yet: its file is awaited\.$/, "reason.pictureAwaited"],
];

/** The sentence of the API if it is another one. */
export function describeReason(detail: string): string {
  for (const [sentence, name] of REASONS) {
    const found = sentence.exec(detail);
    if (found) return t(name, { ...found.groups });
  }
  return detail;
}
