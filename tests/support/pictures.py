"""Pictures as newsrooms upload them: of phones, cameras and drawing programs, harmless and harmful ones.

Each function returns the bytes of a file. A file that can hide something has `SECRET` there.
"""

import io
import struct
import zlib

from PIL import Image, ImageCms, ImageDraw

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (40, 60, 200), (245, 245, 245)
SECRET = b"SECRET"
PAGE = b"<html><script>alert('SECRET')</script>"


def quarters(width: int, height: int) -> Image.Image:
    """Red and green above, blue and white below: the colours show whether the picture is upright."""
    image = Image.new("RGB", (width, height), RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill=BLUE)
    draw.rectangle((width // 2, height // 2, width, height), fill=WHITE)
    return image


def save(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(width: int = 1200, height: int = 800) -> bytes:
    return save(quarters(width, height), quality=85)


def turned(orientation: int, width: int = 300, height: int = 400) -> bytes:
    """A camera's JPEG that is upright at `width` × `height` after the turn of its EXIF, with position and owner."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    image = quarters(width, height)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E], exif[0x8298] = "SECRET place", "SECRET owner"
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 18.0, 0.0), 3: "E", 4: (69.0, 16.0, 0.0), 29: "SECRET"})
    data = save(image.transpose(undo) if undo is not None else image, quality=90, exif=exif)
    return insert_segments(data, (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>SECRET</x>"), (0xFE, SECRET))


def insert_segments(jpeg: bytes, *segments: tuple[int, bytes]) -> bytes:
    packed = (bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content for marker, content in segments)
    return jpeg[:2] + b"".join(packed) + jpeg[2:]


def phone() -> bytes:
    """A JPEG with a smaller one behind it (MPO), as many phones write them."""
    image = quarters(320, 240)
    return save(image, "MPO", quality=90, save_all=True, append_images=[image.resize((80, 60))])


def polyglot() -> bytes:
    """A JPEG that is also the beginning of a web page and of an archive."""
    return insert_segments(save(quarters(320, 240), quality=90), (0xFE, PAGE)) + PAGE + b"PK\x03\x04"


def inks() -> bytes:
    """Cyan, magenta, yellow and black from left to right, in the colours of a printer."""
    image = Image.new("CMYK", (320, 240))
    for column in range(4):
        ink = tuple(255 if column == number else 0 for number in range(4))
        ImageDraw.Draw(image).rectangle((column * 80, 0, column * 80 + 79, 240), fill=ink)
    return save(image, quality=95)


def wide_gamut() -> bytes:
    """A picture in a profile of its own, whose red and green are exchanged: (200, 40, 30) means (40, 200, 30)."""
    return save(Image.new("RGB", (320, 200), (200, 40, 30)), quality=95, subsampling=0, icc_profile=exchanged_profile())


def exchanged_profile() -> bytes:
    """sRGB's profile with the tags of red and green exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    table = profile.replace(b"rXYZ", b"TEMP", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"TEMP", b"gXYZ", 1)
    assert table != profile
    return table


def png(width: int, height: int, depth: int, kind: int, rows: bytes) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"tEXt", b"Comment\0SECRET"), chunk(b"IDAT", zlib.compress(rows)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def deep_gray() -> bytes:
    """16 bits a sample, from black on the left to white on the right."""
    row = b"\0" + b"".join(struct.pack(">H", round(x * 65535 / 319)) for x in range(320))
    return png(320, 200, 16, 0, row * 200)


def transparent(mode: str = "P") -> bytes:
    """A green disc on nothing."""
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((60, 60, 240, 240), fill=(*GREEN, 255))
    if mode == "P":
        image = image.quantize(16, method=Image.Quantize.FASTOCTREE)
    return save(image.convert(mode) if mode != "P" else image, "PNG")


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (120, 80), color) for color in (RED, GREEN, BLUE)]
    return save(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def truncated() -> bytes:
    """Half of a file. Its head is whole, so it has a size."""
    image = Image.effect_noise((480, 360), 80).convert("RGB")
    data = save(image, quality=80)
    return data[: len(data) // 2]


def bomb(kind: str) -> bytes:
    """A few bytes that claim hundreds of millions of pixels."""
    if kind == "PNG":
        return png(30_000, 30_000, 8, 0, bytes(30_001) * 10)
    bits = 0x2F | (16_383 << 8) | (16_383 << 22)
    body = b"WEBPVP8L" + struct.pack("<I", 10) + bits.to_bytes(10, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def drawing() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert("SECRET")</script></svg>'
