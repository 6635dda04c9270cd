/** The picture that stands above the text and on cards. */

import { LeadPicture } from "../../pictures/lead-picture.tsx";
import { t } from "../../texts/texts.ts";
import { useEditing } from "../editing.ts";
import { Section } from "./section.tsx";

export function PictureSection() {
  const { draft, change, errors, isReadOnly } = useEditing();
  return (
    <Section title={t("panel.picture")} summary={draft.image ? undefined : t("panel.noPicture")} isOpen hasError={Boolean(errors.image)}>
      <fieldset disabled={isReadOnly}>
        <LeadPicture image={draft.image ?? null} lang={draft.lang} onChange={(image) => change({ image })} errors={(member) => (member ? undefined : errors.image)} />
      </fieldset>
    </Section>
  );
}
