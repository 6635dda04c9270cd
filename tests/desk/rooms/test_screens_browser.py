"""All screens beside articles: without findings of axe, without overflow, in each language, light and dark."""

import pytest
from playwright.sync_api import expect

from tests.desk.accessibility import is_too_wide, list_faults
from tests.desk.conftest import ADMIN

pytestmark = pytest.mark.browser

SCREENS = {
    "front": ("#/front/en", ".pins"),
    "section": ("#/terms/categories/economy", ".term-form"),
    "tags": ("#/terms/tags", ".term-list"),
    "author": ("#/terms/authors/%2B", ".term-form"),
    "staff": ("#/people", ".listing"),
    "rates": ("#/rates", ".held-rate"),
    "work": ("#/work", ".nothing, .jobs li"),
}


@pytest.fixture(scope="module")
def server(server_with_rates):
    return server_with_rates


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_screens_are_accessible_and_fit(open_desk, server, language):
    # Colours on their way from light to dark are none that people read.
    page = open_desk(ADMIN, "#/people", locale=language, reduced_motion="reduce")
    findings = []
    for name, (fragment, shown) in SCREENS.items():
        page.goto(f"{server.url}/desk{fragment}")
        page.locator(shown).first.wait_for()
        expect(page.locator("html")).to_have_attribute("lang", language)
        for width, scheme in ((1280, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            findings += [f"{name} {width} {fault}" for fault in list_faults(page)]
            if is_too_wide(page):
                findings.append(f"{name} {width} overflow")
    assert "\n".join(findings) == ""


def test_targets_are_large_enough_on_phones(open_desk, server):
    page = open_desk(ADMIN, "#/people", width=390, height=844)
    small = []
    for name, (fragment, shown) in SCREENS.items():
        page.goto(f"{server.url}/desk{fragment}")
        page.locator(shown).first.wait_for()
        for button in page.locator(
            "main :is(button, select, input:not(.hidden, [type=radio], [type=checkbox])):visible"
        ).all():
            box = button.bounding_box()
            if box and (box["height"] < 44 or box["width"] < 24):
                small.append(f"{name} {button.evaluate('element => element.outerHTML')} {box['height']}")
    assert "\n".join(small) == ""


@pytest.mark.parametrize("opening", ["Merge into another…", "Remove…"])
def test_dialogs_are_accessible(open_desk, colleague, opening):
    if not any(tag["slug"] == "trams" for tag in colleague.get("tags")["items"]):
        colleague.send("PUT", "tags/trams", {"names": {"en": "Trams"}})
    page = open_desk(ADMIN, "#/terms/tags/trams")
    button = page.get_by_role("button", name=opening)
    button.click()
    page.get_by_role("dialog").wait_for()
    assert list_faults(page) == []
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
