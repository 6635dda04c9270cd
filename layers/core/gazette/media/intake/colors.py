"""Colours: from any mode and profile of an upload to sRGB, with transparency if it has any."""

from io import BytesIO
from typing import cast

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")


def to_eight_bits(image: Image.Image) -> Image.Image:
    """The same picture in L, LA, RGB, RGBA or CMYK, so that it can be resized. Its profile stays in `info`."""
    if image.mode.startswith(("I", "F")):
        # 16 bits a sample. `convert("L")` alone would clip all but the darkest to white.
        return image.point(lambda value: value / 257).convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        has_alpha = image.mode == "PA" or "transparency" in image.info
        return image.convert("RGBA" if has_alpha else "RGB")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A picture of `to_eight_bits` in sRGB: in the mode RGB, or RGBA if it has transparency, without metadata.

    A profile that cannot be used is ignored: browsers do the same.
    """
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image.convert({"LA": "L", "RGBA": "RGB"}[image.mode]) if alpha else image
    colors = _apply_profile(opaque, profile) if profile else opaque.convert("RGB")
    if alpha:
        colors.putalpha(alpha)
    colors.info = {}
    return colors


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.getOpenProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
    except ImageCms.PyCMSError:  # no failure: the profile is damaged, or made for another kind of picture
        return image.convert("RGB")
    return cast(Image.Image, converted)
