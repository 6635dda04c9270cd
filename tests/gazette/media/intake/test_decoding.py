"""Uploads become upright pictures in sRGB, or a reason: the content decides, not the name."""

import pytest
from PIL import Image

from gazette.media.intake.decoding import decode
from gazette.media.intake.refusals import Refused
from tests.support import pictures
from tests.support.pictures import BLUE, GREEN, RED, WHITE


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours near the corners, by rows."""
    left, right, top, bottom = image.width // 8, image.width * 7 // 8, image.height // 8, image.height * 7 // 8
    return [image.getpixel(place) for place in ((left, top), (right, top), (left, bottom), (right, bottom))]


def is_near(color: tuple[int, ...], expected: tuple[int, ...], tolerance: int = 12) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(color, expected, strict=True))


def is_upright(image: Image.Image) -> bool:
    return all(map(is_near, corners(image), (RED, GREEN, BLUE, WHITE)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_whatever_way_the_camera_was_held(orientation):
    picture = decode(pictures.turned(orientation))
    assert (picture.width, picture.height) == picture.pixels.size == (300, 400)
    assert is_upright(picture.pixels)
    assert picture.pixels.info == {}


@pytest.mark.parametrize("make", [pictures.phone, pictures.polyglot])
def test_what_is_behind_a_picture_is_ignored(make):
    picture = decode(make())
    assert picture.pixels.size == (320, 240)
    assert is_upright(picture.pixels)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "GIF"])
def test_the_other_kinds_of_still_pictures_are_accepted(kind):
    assert is_upright(decode(pictures.save(pictures.quarters(320, 240), kind)).pixels)


def test_the_inks_of_a_printer_become_colors():
    pixels = decode(pictures.inks()).pixels
    expected = [(0, 255, 255), (255, 0, 255), (255, 255, 0), (0, 0, 0)]
    assert all(is_near(pixels.getpixel((40 + 80 * column, 120)), color, 4) for column, color in enumerate(expected))


def test_a_color_profile_is_applied_and_dropped():
    pixels = decode(pictures.wide_gamut()).pixels
    assert is_near(pixels.getpixel((100, 100)), (40, 200, 30), 3)
    assert pixels.info == {}


def test_a_damaged_color_profile_is_ignored():
    data = pictures.save(Image.new("RGB", (32, 20), (200, 40, 30)), quality=95, icc_profile=b"no profile")
    assert is_near(decode(data).pixels.getpixel((5, 5)), (200, 40, 30), 4)


def test_sixteen_bits_a_sample_keep_their_middle_tones():
    pixels = decode(pictures.deep_gray()).pixels
    assert [is_near(pixels.getpixel((x, 100)), (gray,) * 3, 3) for x, gray in ((64, 51), (256, 204))] == [True, True]


@pytest.mark.parametrize("mode", ["P", "RGBA", "LA"])
def test_transparency_is_kept(mode):
    pixels = decode(pictures.transparent(mode)).pixels
    assert pixels.mode == "RGBA"
    assert (pixels.getpixel((2, 2))[3], pixels.getpixel((150, 150))[3]) == (0, 255)


def test_damaged_metadata_cost_nothing_but_themselves():
    data = pictures.insert_segments(pictures.photo(320, 240), (0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\xff"))
    assert is_upright(decode(data).pixels)


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (pictures.animation("GIF"), "animated"),
        (pictures.animation("WEBP"), "animated"),
        (pictures.animation("PNG"), "animated"),
        (pictures.truncated(), "damaged"),
        (pictures.bomb("PNG"), "pixels"),
        (pictures.bomb("WEBP"), "pixels"),
        (pictures.drawing(), "type"),
        (b"%PDF-1.7\n", "type"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "type"),
        (pictures.PAGE, "type"),
        (b"", "type"),
        (b"\xff\xd8\xff", "type"),
    ],
)
def test_what_readers_cannot_be_shown_is_refused_with_a_reason(upload, code):
    with pytest.raises(Refused) as refusal:
        decode(upload)
    assert refusal.value.code == code
    assert refusal.value.reason.endswith(".")


def test_a_file_that_was_cut_anywhere_in_its_picture_is_refused():
    """The last fifth of these files may be checksums and an end mark."""
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF"):
        data = pictures.save(pictures.quarters(64, 48), kind)
        for length in range(0, len(data) * 8 // 10, max(1, len(data) // 40)):
            with pytest.raises(Refused):
                decode(data[:length])


def test_a_large_photo_is_decoded_no_larger_than_its_renditions_need():
    picture = decode(pictures.photo(6000, 4000))
    assert (picture.width, picture.height, picture.pixels.size) == (6000, 4000, (1600, 1067))


def test_a_panorama_keeps_the_height_that_its_crops_need():
    assert decode(pictures.photo(8000, 1000)).pixels.size == (6827, 853)
