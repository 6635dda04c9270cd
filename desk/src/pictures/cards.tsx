/** Cards of the library: pictures, and uploads. */

import type { ComponentChildren } from "preact";
import type { Picture } from "../api/types.ts";
import { t } from "../texts/texts.ts";
import { Icon } from "../ui/icon.tsx";
import { chooseFile, getPictureName } from "./images.ts";
import type { UploadItem } from "./queue.ts";
import { UploadActions, UploadProgress } from "./upload-state.tsx";

/** CSS pixels of a card. */
const WIDTH = 200;

interface Properties {
  picture: Picture;
  isCurrent: boolean;
  /** Address of the picture's details; without it the card is a button. */
  href?: string;
  onChoose: (picture: Picture) => void;
  /** The card that the Tab key reaches. */
  isReachable: boolean;
  onFocus: () => void;
}

export function PictureCard({ picture, isCurrent, href, onChoose, isReachable, onFocus }: Properties) {
  const common = { class: "picture-card", tabIndex: isReachable ? 0 : -1, onFocus };
  const content = <CardContent picture={picture} />;
  if (href) {
    return (
      <a {...common} href={href} aria-current={isCurrent || undefined}>
        {content}
      </a>
    );
  }
  return (
    <button {...common} type="button" onClick={() => onChoose(picture)} disabled={!picture.image}>
      {content}
    </button>
  );
}

function CardContent({ picture }: { picture: Picture }) {
  const { image, file, uses } = picture;
  const crop = image && chooseFile(image.crops, WIDTH);
  return (
    <>
      <CardFrame>{crop ? <img src={crop.url} width={crop.width} height={crop.height} alt="" loading="lazy" draggable={false} /> : <Icon name={file.status === "refused" ? "refused" : "up"} size={30} />}</CardFrame>
      <span class="card-text">
        <b>{getPictureName(picture)}</b>
        {uses && <span class="quiet">{uses.length ? t("pictures.uses", { count: uses.length }) : t("pictures.unused")}</span>}
        <FileState picture={picture} />
      </span>
    </>
  );
}

/** What became of the latest file, if readers do not see it. */
function FileState({ picture: { file, image } }: { picture: Picture }) {
  if (file.status === "waiting") return <span class="quiet">{t(image ? "pictures.newFileWaits" : "pictures.waits")}</span>;
  if (!file.refusal) return null;
  return <span class="error">{t(`pictures.refusal.${file.refusal.code}`)}</span>;
}

export function UploadCard({ item }: { item: UploadItem }) {
  const isOver = item.stage === "failed" || item.stage === "refused";
  return (
    <div class="upload-card">
      <CardFrame>{isOver ? <Icon name="refused" size={30} /> : <UploadProgress item={item} />}</CardFrame>
      <div class="card-text">
        <b>{item.name}</b>
        {isOver && <UploadProgress item={item} />}
        <UploadActions item={item} />
      </div>
    </div>
  );
}

function CardFrame({ children }: { children: ComponentChildren }) {
  return <span class="card-frame">{children}</span>;
}
