/** The picture of an author. */

import { useState } from "preact/hooks";
import { useDesk } from "../app/context.ts";
import { PictureChooser } from "../pictures/chooser.tsx";
import { t } from "../texts/texts.ts";
import { Button } from "../ui/button.tsx";
import { useLoad } from "../ui/use-load.ts";

interface Properties {
  /** Id of the picture. */
  value: string | null;
  error: string | undefined;
  onValue: (id: string | null) => void;
}

export function AuthorPicture({ value, error, onValue }: Properties) {
  const [isOpen, setOpen] = useState(false);
  return (
    <fieldset class="author-picture">
      <legend>{t("terms.picture")}</legend>
      {value && <Portrait key={value} id={value} />}
      <div>
        <Button onClick={() => setOpen(true)}>{t(value ? "terms.otherPicture" : "terms.choosePicture")}</Button>
        {value && <Button onClick={() => onValue(null)}>{t("terms.noPicture")}</Button>}
      </div>
      {error && <p class="error">{error}</p>}
      {isOpen && (
        <PictureChooser
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
  const { pictures } = useDesk();
  const picture = useLoad(id, () => pictures.find(id));
  const file = picture.value?.image?.crops[0] ?? picture.value?.image?.sources[0];
  return file ? <img src={file.url} width={96} height={64} alt="" /> : null;
}
