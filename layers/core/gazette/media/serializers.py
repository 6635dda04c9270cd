"""How a picture is shown: with absolute addresses of its files."""

from typing import Any

from gazette.media.model import Media, Rendition, Renditions, Texts
from gazette.media.schemas import NewMedia, ShownFile, ShownImage, ShownMedia, UploadForm, Use


def show_media(media: Media, site: str, uses: list[Use] | None = None) -> ShownMedia:
    """`site` is the base address of the site."""
    return ShownMedia(**_members(media, site), uses=uses)


def show_new_media(media: Media, site: str, form: dict[str, Any]) -> NewMedia:
    """A picture that waits for a file, with the form that sends it."""
    return NewMedia(**_members(media, site), upload=UploadForm.model_validate(form))


def _members(media: Media, site: str) -> dict[str, Any]:
    file = ShownFile.model_validate(media.upload.model_dump(exclude={"number"}))
    return {
        **{name: getattr(media, name) for name in Texts.model_fields},
        "id": media.id,
        "version": media.version,
        "status": media.status,
        "reason": file.refusal and file.refusal.reason,
        "file": file,
        "image": _show_image(media.renditions, site) if media.renditions else None,
        "created_at": media.created_at,
        "created_by": media.created_by,
        "changed_at": media.changed_at,
        "changed_by": media.changed_by,
    }


def describe_files(image: Renditions, site: str) -> dict[str, Any]:
    """`placeholder`, `share`, `sources` and `crops`, with absolute addresses: for staff and for readers."""
    return {
        "placeholder": image.placeholder,
        "share": {"url": site + image.share.path, "bytes": image.share.bytes},
        "sources": [_describe_file(file, site) for file in image.sources],
        "crops": [_describe_file(file, site) for file in image.crops],
    }


def _describe_file(file: Rendition, site: str) -> dict[str, Any]:
    return {"url": site + file.path, "width": file.width, "height": file.height}


def _show_image(image: Renditions, site: str) -> ShownImage:
    return ShownImage(focus=image.focus, width=image.width, height=image.height, **describe_files(image, site))
