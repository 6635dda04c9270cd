"""How staff see a picture: with absolute addresses of its files."""

from typing import Any

from gazette.media.model import Media, Renditions, Texts
from gazette.media.schemas import ImageFile, NewMedia, ShareFile, ShownImage, ShownMedia, ShownUpload, UploadForm, Use


def show_media(media: Media, site: str, uses: list[Use] | None = None) -> ShownMedia:
    """`site` is the base address of the site."""
    return ShownMedia(**_members(media, site), uses=uses)


def show_new_media(media: Media, site: str, form: dict[str, Any]) -> NewMedia:
    """A picture that waits for a file, with the form that sends it."""
    return NewMedia(**_members(media, site), form=UploadForm.model_validate(form))


def _members(media: Media, site: str) -> dict[str, Any]:
    upload = media.upload.model_dump(exclude={"number"})
    return {
        **{name: getattr(media, name) for name in Texts.model_fields},
        "id": media.id,
        "version": media.version,
        "status": media.status,
        "upload": ShownUpload.model_validate(upload),
        "image": _show_image(media.renditions, site) if media.renditions else None,
        "created_at": media.created_at,
        "created_by": media.created_by,
        "changed_at": media.changed_at,
        "changed_by": media.changed_by,
    }


def _show_image(image: Renditions, site: str) -> ShownImage:
    return ShownImage(
        focus=image.focus,
        width=image.width,
        height=image.height,
        placeholder=image.placeholder,
        sources=[ImageFile(url=site + file.path, width=file.width, height=file.height) for file in image.sources],
        crops=[ImageFile(url=site + file.path, width=file.width, height=file.height) for file in image.crops],
        share=ShareFile(url=site + image.share.path, bytes=image.share.bytes),
    )
