/** Corrections that readers see below the text. A publication adds one; here its words can be changed. */

import { t } from "../../texts/texts.ts";
import { formatWhen } from "../../time.ts";
import { IconButton } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { useEditing } from "../editing.ts";
import { Section } from "./section.tsx";

export function CorrectionsSection() {
  const { draft, change, errors, isReadOnly } = useEditing();
  const corrections = draft.corrections ?? [];
  if (!corrections.length) return null;
  return (
    <Section title={t("panel.corrections")} summary={String(corrections.length)} hasError={Boolean(errors.corrections)}>
      <ol class="rows">
        {corrections.map((correction, number) => {
          const at = formatWhen(correction.at, { withClock: true });
          return (
            <li key={`${correction.at}-${number}`}>
              <TextArea
                label={at}
                value={correction.note}
                maxLength={1000}
                disabled={isReadOnly}
                onValue={(note) => change({ corrections: corrections.map((one, index) => (index === number ? { ...one, note } : one)) })}
              />
              {!isReadOnly && <IconButton icon="trash" label={t("panel.remove", { name: at })} onClick={() => change({ corrections: corrections.filter((_, index) => index !== number) })} />}
            </li>
          );
        })}
      </ol>
      {errors.corrections && <p class="error">{errors.corrections}</p>}
    </Section>
  );
}
