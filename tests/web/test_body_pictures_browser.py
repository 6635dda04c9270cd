"""Pictures in the body of an article: their size on the page of the article and in its preview, before they are loaded
and on paper."""

import io
import re

import pytest
from PIL import Image

from gazette.articles.body.media_images import BodyImage, show_body_media
from tests.support.site_content import PARAGRAPHS, preview

SMALL = (300, 200)
PICTURES = ((1600, 1000), (1200, 2400), SMALL)
LIMIT = 0.9
"""The most of the window's height that a picture takes."""

SIZES = """() => [...document.querySelectorAll(".body img")].map((image) => {
  const { width, height } = image.getBoundingClientRect();
  return [width, height];
})"""

LOADED = "(image) => image.complete || new Promise((resolve) => image.addEventListener('load', resolve))"


def make_image(width, height):
    """A picture of this size with files in two widths, if it has the pixels."""
    files = [(f"/media/{w}x{w * height // width}.png", w, w * height // width) for w in (480, width) if w <= width]
    return BodyImage(tuple(files), "A picture", "", "")


def build_body():
    """The body of an article with the pictures, each far below the one before."""
    images = {f"{width}x{height}": make_image(width, height) for width, height in PICTURES}
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) * 2
    return show_body_media("".join(f'{text}<p><img src="media:{id}" alt=""></p>' for id in images), images)


@pytest.fixture(params=["article", "preview"])
def open_article(request, visit, content):
    """Opens an article with the pictures, or its preview. `open_article.loaded` has the names of the files."""
    loaded = []

    def load(route):
        name = route.request.url.rpartition("/")[2]
        loaded.append(name)
        file = io.BytesIO()
        Image.new("RGB", tuple(map(int, re.findall(r"\d+", name)))).save(file, "PNG")
        route.fulfill(body=file.getvalue(), content_type="image/png")

    def open_article(**options):
        page = visit("/en/preview", **options)
        page.route("**/media/*.png", load)
        shown = preview(50, slug="pictures", body_html=build_body())
        if request.param == "article":
            content.publish(shown)
            page.goto(page.url.replace("/preview", "/pictures"))
        else:
            page.route("**/v1/editorial/preview", lambda route: route.fulfill(json=shown))
            page.evaluate(f"location.hash = '{shown['id']}.{'a' * 43}'")
        page.locator(".body img").first.wait_for(state="attached")
        return page

    open_article.loaded = loaded
    return open_article


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_picture_has_the_width_of_the_column_but_no_more_than_its_own_or_than_fits_the_window(
    open_article, width, height
):
    page = open_article(width=width, height=height)
    column = page.locator(".body p").first.bounding_box()["width"]
    limit = height * LIMIT
    expected = [(column, column / 1.6), (min(column, limit / 2), min(column * 2, limit)), SMALL]
    for shown, size in zip(page.evaluate(SIZES), expected, strict=True):
        assert shown == pytest.approx(size, abs=1)


def test_a_picture_is_loaded_when_a_reader_comes_near_and_moves_nothing(open_article):
    page = open_article()
    before = page.evaluate(SIZES)
    assert "300x200.png" not in open_article.loaded
    with page.expect_response("**/300x200.png"):
        page.locator(".body img").last.scroll_into_view_if_needed()
    page.locator(".body img").last.evaluate(LOADED)
    assert page.evaluate(SIZES) == before


def test_a_picture_on_paper_is_not_higher_than_a_part_of_the_page(open_article):
    page = open_article()
    page.emulate_media(media="print")
    most = 9 / 2.54 * 96
    for (width, height), (shown_width, shown_height) in zip(PICTURES, page.evaluate(SIZES), strict=True):
        assert shown_height == pytest.approx(min(height, most), abs=1)
        assert shown_width / shown_height == pytest.approx(width / height, rel=0.01)
