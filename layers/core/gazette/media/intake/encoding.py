"""The files of a picture: WebP in several widths, crops around the focus, a JPEG for link previews, a placeholder."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from gazette.media.intake.decoding import Picture
from gazette.media.intake.sizes import (
    CROP_WIDTHS,
    SHARE_SIZE,
    SOURCE_WIDTHS,
    Size,
    choose_widths,
    fit_ratio,
    scale_to_width,
)
from gazette.media.model import Focus

QUALITY, PLACEHOLDER_QUALITY = 78, 40
SHARE_QUALITIES = (82, 74, 66, 58, 50)
"""Of the JPEG: the first with which it has at most `MAX_SHARE_BYTES`, or the last."""
MAX_SHARE_BYTES = 150_000
"""Phones load this file in mails, which leave out a larger one."""
PLACEHOLDER_WIDTH = 16


@dataclass(frozen=True)
class File:
    """One file. `type` is its media type."""

    type: str
    width: int
    height: int
    content: bytes


def encode_sources(picture: Picture) -> Iterator[File]:
    """The whole picture, from narrow to wide."""
    size = (picture.width, picture.height)
    for width in choose_widths(SOURCE_WIDTHS, picture.width):
        scaled = _resize(picture.pixels, scale_to_width(size, width))
        yield File("image/webp", *scaled.size, _encode_webp(scaled, QUALITY))


def encode_crops(picture: Picture, focus: Focus) -> Iterator[File]:
    """The part in the ratio 3:2 that keeps the focus at its relative place, from narrow to wide."""
    size = fit_ratio((picture.width, picture.height))
    for width in choose_widths(CROP_WIDTHS, size[0]):
        cropped = _fit(picture.pixels, scale_to_width(size, width), focus)
        yield File("image/webp", *cropped.size, _encode_webp(cropped, QUALITY))


def encode_share(picture: Picture, focus: Focus) -> File:
    """1200 × 630 in about 150 kB at most, on white where the picture is transparent."""
    card = _fit(picture.pixels, SHARE_SIZE, focus)
    if card.mode == "RGBA":
        card = Image.alpha_composite(Image.new("RGBA", card.size, "white"), card).convert("RGB")
    for quality in SHARE_QUALITIES:
        content = _encode_jpeg(card, quality)
        if len(content) <= MAX_SHARE_BYTES:
            break
    return File("image/jpeg", *SHARE_SIZE, content)


def encode_placeholder(picture: Picture) -> str:
    """A `data:` address of the picture at a width of 16 pixels, to be shown until the picture is loaded."""
    size = scale_to_width((picture.width, picture.height), min(PLACEHOLDER_WIDTH, picture.width))
    content = _encode_webp(_resize(picture.pixels, size), PLACEHOLDER_QUALITY)
    return f"data:image/webp;base64,{base64.b64encode(content).decode()}"


def _encode_jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _resize(image: Image.Image, size: Size) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def _fit(image: Image.Image, size: Size, focus: Focus) -> Image.Image:
    return ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=(focus.x, focus.y))


def _encode_webp(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
