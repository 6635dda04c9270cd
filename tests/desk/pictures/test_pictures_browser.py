"""The library as a whole, and the lead picture that an article gets from it."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.desk.accessibility import is_too_wide, list_faults
from tests.desk.conftest import EDITOR
from tests.desk.pictures.library import add, card, file, wait_for_picture
from tests.support.pictures import save
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser


def test_the_lead_picture_of_an_article_is_chosen_with_texts_of_its_own(
    page, server, colleague, find_picture, change_picture
):
    add(page, file("lead.jpg"))
    wait_for_picture(page, "lead.jpg")
    change_picture(find_picture("lead.jpg"), alt={"en": "That of the picture"})
    article = colleague.write(title="A canal")["id"]
    page.goto(f"{server.url}/desk#/articles/{article}")
    page.get_by_role("button", name="Choose a picture").click()
    page.get_by_role("dialog").locator(".picture-card", has_text="lead.jpg").click()
    alt = page.locator(".lead-picture").get_by_label("Alt text (English)")
    expect(alt).to_have_attribute("placeholder", "That of the picture")
    alt.fill("That of the article")
    page.keyboard.press("Control+s")

    def read_image():
        page.wait_for_timeout(100)
        return colleague.get(f"articles/{article}").get("image") or {}

    eventually(lambda: read_image().get("alt") == "That of the article")
    assert read_image()["media"] == find_picture("lead.jpg")["id"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "lang"), [(1280, "en"), (390, "ru"), (390, "uz")])
def test_nothing_is_found_against_accessibility(open_desk, width, lang, scheme):
    page = open_desk(EDITOR, "#/pictures", width=width, locale=lang, color_scheme=scheme)
    name = f"axe-{width}-{lang}-{scheme}.png"
    add(page, file(name, save(Image.new("RGB", (300, 200), "green"), "PNG")), file("a.svg", b"<svg/>"))
    wait_for_picture(page, name)
    check(page)
    card(page, name).click()
    page.locator(".focus-field img").wait_for()
    for _ in range(5):
        page.get_by_role("slider").press("Shift+ArrowRight")
    check(page)


def check(page):
    assert list_faults(page, "main", runOnly=["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]) == []
    assert not is_too_wide(page)
