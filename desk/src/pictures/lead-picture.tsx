/** The lead picture of an article, in the panel of its editor. */

import { useState } from "preact/hooks";
import type { ImageUse, Picture } from "../api/types.ts";
import { getLanguageName, useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useLoad } from "../ui/use-load.ts";
import { PictureChooser } from "./chooser.tsx";
import { LeadFocus } from "./lead-focus.tsx";
import { OwnText } from "./own-text.tsx";

export interface LeadPictureProperties {
  image: ImageUse | null;
  /** Language of the article. */
  lang: string;
  onChange: (image: ImageUse | null) => void;
  /** The error of the API about a member of the image, or about all of it. */
  errors: (member?: "media" | "alt" | "caption" | "credit") => string | undefined;
}

export function LeadPicture(properties: LeadPictureProperties) {
  const { image, onChange, errors } = properties;
  const [isChoosing, setChoosing] = useState(false);
  // The article's own texts were written for the former picture.
  const choose = ({ id }: Picture) => {
    setChoosing(false);
    if (id !== image?.media) onChange({ media: id });
  };
  const error = errors("media") ?? (image ? undefined : errors());
  return (
    <div class="lead-picture">
      {image && <ChosenPicture key={image.media} {...properties} image={image} />}
      {error && <p class="error">{error}</p>}
      <div class="picture-actions">
        <Button icon={image ? undefined : "picture"} isSmall={image !== null} onClick={() => setChoosing(true)}>
          {t(image ? "pictures.change" : "pictures.choose")}
        </Button>
        {image && (
          <Button kind="quiet" isSmall onClick={() => onChange(null)}>
            {t("pictures.remove")}
          </Button>
        )}
      </div>
      {isChoosing && <PictureChooser onChoose={choose} onClose={() => setChoosing(false)} />}
    </div>
  );
}

function ChosenPicture({ image, lang, onChange, errors }: LeadPictureProperties & { image: ImageUse }) {
  const { pictures } = useDesk();
  const { value: picture, error, reload } = useLoad(image.media, () => pictures.find(image.media));
  const common = { lang, image, picture: picture ?? null, onChange, errors };
  return (
    <>
      {Boolean(error) && <ErrorNotice error={error} onRetry={reload} />}
      {picture === null && <Notice>{t("pictures.gone")}</Notice>}
      {picture && <LeadFocus picture={picture} />}
      <Texts {...common} />
      {picture && (
        <p class="meta">
          <a href={formatPlace("pictures", [picture.id])}>{t("pictures.openDetails")}</a>
        </p>
      )}
    </>
  );
}

const FIELDS = [
  { name: "alt", label: "pictures.alt", maxLength: 500 },
  { name: "caption", label: "pictures.caption", maxLength: 1000 },
  { name: "credit", label: "pictures.credit", maxLength: 500 },
] as const;

function Texts({ image, picture, lang, onChange, errors }: LeadPictureProperties & { image: ImageUse; picture: Picture | null }) {
  const { site } = useDesk();
  const language = getLanguageName(site, lang);
  return (
    <>
      {FIELDS.map(({ name, label, maxLength }) => (
        <OwnText
          key={name}
          label={`${t(label)} (${language})`}
          lang={lang}
          maxLength={maxLength}
          value={image[name]}
          own={picture?.[name]?.[lang]}
          error={errors(name)}
          onValue={(value) => onChange({ ...image, [name]: value })}
        />
      ))}
    </>
  );
}
