"""The files that are made from a picture."""

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gazette.media.intake.decoding import Picture, decode
from gazette.media.intake.encoding import (
    MAX_SHARE_BYTES,
    encode_crops,
    encode_placeholder,
    encode_share,
    encode_sources,
)
from gazette.media.intake.sizes import choose_working_size, fit_ratio
from gazette.media.model import Focus
from tests.support import pictures

CENTER = Focus()


def load(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_sources_have_three_widths_and_crops_the_ratio_of_three_to_two():
    picture = decode(pictures.photo(4000, 3000))
    files = [*encode_sources(picture), *encode_crops(picture, CENTER)]
    sizes = [load(file.content).size for file in files]
    assert sizes == [(480, 360), (960, 720), (1600, 1200), (320, 213), (640, 427), (1280, 853)]
    assert sizes == [(file.width, file.height) for file in files]


def test_nothing_is_enlarged_but_the_card_for_link_previews():
    picture = decode(pictures.save(Image.new("RGB", (1, 1), pictures.RED), "PNG"))
    assert [(file.width, file.height) for file in encode_sources(picture)] == [(1, 1)]
    assert [(file.width, file.height) for file in encode_crops(picture, CENTER)] == [(1, 1)]
    assert load(encode_share(picture, CENTER).content).size == (1200, 630)


def test_no_file_has_anything_but_pixels():
    picture = decode(pictures.turned(6))
    files = [*encode_sources(picture), *encode_crops(picture, CENTER), encode_share(picture, CENTER)]
    for file in files:
        assert b"SECRET" not in file.content
        assert {"exif", "xmp", "icc_profile", "comment"} & load(file.content).info.keys() == set()


def test_transparency_stays_in_webp_and_is_white_in_the_jpeg():
    picture = decode(pictures.transparent())
    for file in (*encode_sources(picture), *encode_crops(picture, CENTER)):
        assert load(file.content).getpixel((0, 0))[3] == 0
    assert min(load(encode_share(picture, CENTER).content).getpixel((3, 3))) > 250


def test_the_jpeg_of_a_detailed_picture_is_small_enough_for_a_mail():
    for grains, fits in ((300, True), (1200, False)):
        noise = Image.effect_noise((grains, grains * 630 // 1200), 80).convert("RGB").resize((1200, 630))
        content = encode_share(Picture(noise, *noise.size), CENTER).content
        assert (len(content) <= MAX_SHARE_BYTES) is fits


def test_the_placeholder_is_a_small_webp_address():
    address = encode_placeholder(decode(pictures.photo()))
    assert address.startswith("data:image/webp;base64,")
    assert len(address) < 400
    assert load(base64.b64decode(address.partition(",")[2])).size == (16, 11)


@pytest.mark.parametrize("size", [(900, 300), (300, 900)])
@pytest.mark.parametrize("focus", [(0.0, 0.0), (0.1, 0.9), (0.5, 0.5), (0.95, 0.05), (1.0, 1.0)])
def test_the_focus_is_in_every_crop(size, focus):
    width, height = size
    at = (round(focus[0] * (width - 1)), round(focus[1] * (height - 1)))
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((at[0] - 25, at[1] - 25, at[0] + 25, at[1] + 25), fill="black")
    picture, point = Picture(image, *size), Focus(x=focus[0], y=focus[1])
    for file in (*encode_crops(picture, point), encode_share(picture, point)):
        crop = load(file.content).convert("L")
        place = (round(focus[0] * (crop.width - 1)), round(focus[1] * (crop.height - 1)))
        assert crop.getpixel(place) < 90, (file.width, place)


@given(st.integers(1, 12_000), st.integers(1, 12_000))
def test_the_working_size_is_enough_for_every_rendition(width, height):
    working = choose_working_size((width, height))
    assert all(1 <= small <= large for small, large in zip(working, (width, height), strict=True))
    assert working[0] >= min(width, 1600) - 1
    assert fit_ratio(working)[0] >= min(fit_ratio((width, height))[0], 1280) - 2
