/** What is known about the file of a picture. */

import type { Picture } from "../api/types.ts";
import { t } from "../texts/texts.ts";
import { formatWhen } from "../time.ts";
import { formatSize } from "./sizes.ts";

export function FileFacts({ picture: { file, image, created_at, created_by, changed_at, changed_by } }: { picture: Picture }) {
  const format = file.type.replace("image/", "").toUpperCase();
  const facts = [file.name, format, formatSize(file.size)];
  if (image) facts.push(`${image.width} × ${image.height}`);
  return (
    <section class="file-facts meta">
      <h3>{t("pictures.file")}</h3>
      <p>{facts.join(" · ")}</p>
      <p>{t("pictures.addedBy", { name: created_by.name, time: formatWhen(created_at) })}</p>
      {changed_at !== created_at && <p>{t("pictures.changedBy", { name: changed_by.name, time: formatWhen(changed_at) })}</p>}
    </section>
  );
}
