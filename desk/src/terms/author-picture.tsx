/** The picture of an author. How a picture is chosen is given from outside. */

import { type ComponentType } from "preact";
import { useState } from "preact/hooks";
import type { Picture } from "../api/types.ts";
import { useDesk } from "../app/context.ts";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { useLoad } from "../ui/use-load.ts";

/** A dialog of the pictures of the site. */
export interface PictureChooserProperties {
  onChoose: (picture: Picture) => void;
  onClose: () => void;
}

interface Properties {
  /** Id of the picture. */
  value: string | null;
  error: string | undefined;
  Chooser?: ComponentType<PictureChooserProperties>;
  onValue: (id: string | null) => void;
}

export function AuthorPicture({ value, error, Chooser, onValue }: Properties) {
  const [isOpen, setOpen] = useState(false);
  if (!Chooser && !value) return null;
  return (
    <fieldset class="author-picture">
      <legend>{t("terms.picture")}</legend>
      {value && <Portrait key={value} id={value} />}
      <div>
        {Chooser && <Button onClick={() => setOpen(true)}>{t(value ? "terms.otherPicture" : "terms.choosePicture")}</Button>}
        {value && <Button onClick={() => onValue(null)}>{t("terms.noPicture")}</Button>}
      </div>
      {error && <p class="error">{error}</p>}
      {Chooser && isOpen && (
        <Chooser
          onChoose={({ id }) => {
            onValue(id);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </fieldset>
  );
}

function Portrait({ id }: { id: string }) {
  const { client } = useDesk();
  const picture = useLoad(id, (signal) => client.get<Picture>(`/v1/editorial/media/${id}`, {}, signal));
  const file = picture.value?.image?.crops[0] ?? picture.value?.image?.sources[0];
  return file ? <img src={file.url} width={96} height={64} alt="" /> : null;
}
