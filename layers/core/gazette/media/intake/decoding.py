"""From the bytes of an upload to an upright picture in sRGB, or to a reason for a refusal.

The content decides, not the name or the announced type. Nothing but pixels leaves this module: no position, serial
number, comment or profile.
"""

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from gazette.media.intake.colors import to_eight_bits, to_srgb
from gazette.media.intake.refusals import Refused
from gazette.media.intake.sizes import Size, choose_working_size

MAX_PIXELS = 50_000_000
"""A picture of 48 megapixels, as phones make them, needs up to 0.8 GB to decode (WebP)."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by the value of EXIF's Orientation (CIPA DC-008, 4.6.5)."""
_SIDEWAYS = frozenset({5, 6, 7, 8})

_DAMAGED_METADATA = (SyntaxError, ValueError, LookupError, TypeError, struct.error)

# Pillow warns above a limit of its own and raises above twice that. `_check_size` decides, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class Picture:
    """An upright picture in RGB or RGBA. `width` and `height` are those of the upload, `pixels` may be smaller."""

    pixels: Image.Image
    width: int
    height: int


def decode(data: bytes) -> Picture:
    """Raises `Refused`: no supported kind of picture, an animation, too many pixels, or damaged."""
    _check_webp_size(data)
    # Pillow warns of damaged metadata, which nobody reads here.
    with warnings.catch_warnings(action="ignore"), _open(data) as image:
        _check_size(image.size)
        # A phone's JPEG with a second picture behind it (MPO) is a still picture, not an animation.
        if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
            raise Refused("animated", "It is an animation. Send a still picture.")
        try:
            return _load(image)
        except Exception as error:  # decoders raise errors of many kinds for damaged content
            raise Refused("damaged", "The file is damaged or incomplete.") from error


def _load(image: Image.Image) -> Picture:
    orientation = _read_orientation(image)
    width, height = _swap(image.size, orientation)
    working_size = _swap(choose_working_size((width, height)), orientation)
    image.draft(None, working_size)
    image.load()
    plain = to_eight_bits(image)
    if plain.size != working_size:
        plain = plain.resize(working_size, Image.Resampling.LANCZOS, reducing_gap=3)
    pixels = to_srgb(plain, image.info.get("icc_profile"))
    return Picture(pixels.transpose(_TURNS[orientation]) if orientation in _TURNS else pixels, width, height)


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise Refused("type", _describe_type(data)) from error
    except Exception as error:  # decoders raise errors of many kinds for damaged content
        raise Refused("damaged", "The file is damaged or incomplete.") from error


def _describe_type(data: bytes) -> str:
    kinds = "Send JPEG, PNG, WebP, AVIF or GIF."
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"heim", b"heis", b"hevc"):
        return f"It is HEIC, which browsers do not show. {kinds}"
    return f"It is no picture of a supported kind. {kinds}"


def _check_size(size: Size) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise Refused(
            "pixels", f"It has {width} × {height} pixels; at most {MAX_PIXELS // 1_000_000} million are possible."
        )


def _check_webp_size(data: bytes) -> None:
    """Refuse a WebP that is too large before it is opened: Pillow takes four bytes for each pixel then.

    The size is in the first chunk (RFC 9649, sections 2.5 to 2.7).
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return
    match data[12:16]:
        case b"VP8X":
            width, height = (1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = (size & 0x3FFF for size in struct.unpack("<HH", data[26:30]))
        case _:
            return
    _check_size((width, height))


def _read_orientation(image: Image.Image) -> int:
    """1 if there is none, or if the metadata are damaged: they decide nothing else."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except _DAMAGED_METADATA:  # no failure: a picture with damaged metadata is shown as it is stored
        return 1
    return value if isinstance(value, int) else 1


def _swap(size: Size, orientation: int) -> Size:
    """Width and height after the turn; the same function leads back."""
    return size[::-1] if orientation in _SIDEWAYS else size
