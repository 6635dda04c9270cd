/** The post in the channel: made of title and dek, with own words, or none. */

import { t } from "../../texts/texts.ts";
import { TextArea } from "../../ui/field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { useEditing } from "../editing.ts";
import { Section } from "./section.tsx";

export function TelegramSection() {
  const { draft, change, errors, isReadOnly } = useEditing();
  const value = draft.telegram ?? null;
  const mode = value === false ? "none" : value === null ? "usual" : "own";
  const modes = (["usual", "own", "none"] as const).map((name) => ({ value: name, label: t(`telegram.${name}`) }));
  const choose = (name: string) => change({ telegram: name === "none" ? false : name === "own" ? [draft.title, draft.dek].filter(Boolean).join("\n\n") || " " : null });
  return (
    <Section title="Telegram" summary={t(`telegram.${mode}`)} hasError={Boolean(errors.telegram)}>
      {!isReadOnly && <Segmented label="Telegram" choices={modes} value={mode} onValue={choose} />}
      {typeof value === "string" && <TextArea label={t("telegram.text")} value={value} maxLength={900} error={errors.telegram} disabled={isReadOnly} onValue={(text) => change({ telegram: text })} />}
      {mode === "usual" && <p class="hint">{t("telegram.usualHint")}</p>}
    </Section>
  );
}
