/** A text of an article in place of that of a picture. */

import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";

interface Properties {
  label: string;
  lang: string;
  /** Undefined or null: that of the picture. Empty: none is shown. */
  value: string | null | undefined;
  /** The text of the picture in the language of the article. */
  own: string | undefined;
  error?: string;
  maxLength: number;
  onValue: (value: string | null) => void;
}

export function OwnText({ label, lang, value, own, error, maxLength, onValue }: Properties) {
  const isNone = value === "";
  const placeholder = isNone ? t("pictures.noneShown") : own;
  return (
    <div class="own-text">
      <TextArea
        label={label}
        lang={lang}
        rows={1}
        maxLength={maxLength}
        error={error}
        placeholder={placeholder}
        value={value ?? ""}
        onValue={(text) => onValue(text.replace(/[\n\r\t]+/g, " ") || null)}
      />
      {!value && own && (
        <Button isSmall kind="quiet" onClick={() => onValue(isNone ? null : "")}>
          {t(isNone ? "pictures.useOwn" : "pictures.showNone")}
        </Button>
      )}
    </div>
  );
}
