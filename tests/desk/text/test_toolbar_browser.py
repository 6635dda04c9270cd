"""The toolbar by keyboard and by touch, and what a screen reader is told."""

import pytest
from playwright.sync_api import expect

from tests.desk.accessibility import is_too_wide, list_faults
from tests.desk.text.conftest import Desk

pytestmark = pytest.mark.browser

BODY = (
    "<p>Text with a <a href='https://kun.uz/'>link</a></p><h2>Head</h2><table><thead><tr><th>h</th></tr></thead><tbody><tr><td>a"
    "</td></tr></tbody></table><p><a href='https://youtu.be/dQw4w9WgXcQ'>Title</a></p><dl><dt>raw</dt></dl>"
    "<p><img src='media:01KCRPJ5M0V7Z4N8Q2W6X9Y3TB' alt=''></p><ul><li>item</li></ul>"
    "<p>a <img src='media:01KCRPJ5M0V7Z4N8Q2W6X9Y3TB' alt='b'></p>"
)
FOCUSED = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"


def test_the_toolbar_is_one_tab_stop_with_arrow_keys(desk):
    desk.start("<p>a</p>").press("Alt+F10")
    assert desk.page.evaluate(FOCUSED) == "Heading"
    desk.press("ArrowRight", "ArrowRight")
    assert desk.page.evaluate(FOCUSED) == "Bold"
    assert desk.press("End").page.evaluate(FOCUSED) == "Source"
    assert desk.press("ArrowRight").page.evaluate(FOCUSED) == "Heading"
    assert desk.press("ArrowLeft", "ArrowLeft").page.evaluate(FOCUSED) == "More"
    assert desk.page.locator("[role=toolbar] [tabindex='0']").count() == 1
    desk.press("Escape")
    assert desk.page.evaluate(FOCUSED) == "Text"
    assert desk.press("Alt+F10").page.evaluate(FOCUSED) == "More"


def test_a_tool_used_by_keys_works_on_the_selection(desk):
    desk.start("<p>the canal</p>").select("canal").press("Alt+F10", "ArrowRight", "ArrowRight", "Enter")
    assert desk.html == "<p>the <strong>canal</strong></p>"
    expect(desk.page.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")


def test_the_menu_by_keys(desk):
    desk.start("<p>the canal</p>").select("canal").press("Alt+F10", "End", "ArrowLeft", "Enter")
    assert desk.page.evaluate("document.activeElement.role") == "menuitemcheckbox"
    desk.press("Escape")
    assert desk.page.get_by_role("menu").count() == 0
    assert desk.page.evaluate(FOCUSED) == "More"
    desk.press("Enter", "ArrowDown", "Enter")
    assert desk.html == "<p>the <s>canal</s></p>"


def test_all_blocks_have_names(desk):
    desk.start(BODY)
    desk.page.get_by_role("group", name="Picture: A canal").wait_for()
    assert desk.text.get_attribute("aria-multiline") == "true"
    for role, name in (
        ("group", "Embed: YouTube: Title"),
        ("group", "Source"),
        ("img", "Picture: b"),
        ("textbox", "Title of the video or post"),
        ("textbox", "Description for those who do not see it"),
    ):
        assert desk.page.get_by_role(role, name=name).count() == 1, name


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_editor, width, scheme):
    open_editor.expected.append("inline style violates")  # of axe itself
    desk = Desk(open_editor(width=width, color_scheme=scheme)).start(BODY)
    desk.page.get_by_role("button", name="More").click()
    desk.page.get_by_role("group", name="Picture: A canal").wait_for()
    assert list_faults(desk.page, rules={"page-has-heading-one": {"enabled": False}}) == []


@pytest.mark.parametrize(("width", "least"), [(1280, 24), (390, 44)])
def test_targets_are_large_enough(open_editor, width, least):
    desk = Desk(open_editor(width=width)).start(BODY)
    desk.page.get_by_role("button", name="More").click()
    small = desk.page.evaluate(
        """(least) => [...document.querySelectorAll("button, .text-card :is(input, textarea)")]
          .map((element) => [element.ariaLabel ?? element.textContent, element.getBoundingClientRect()])
          .filter(([, { width, height }]) => width > 0 && Math.min(width, height) < least).map(([name]) => name)""",
        least,
    )
    assert small == []
    assert not is_too_wide(desk.page)


def test_on_phones_the_menu_has_what_has_no_room(open_editor):
    desk = Desk(open_editor(width=390, height=700, has_touch=True)).start("<p>a</p>")
    assert not desk.page.get_by_role("toolbar").get_by_role("button", name="Table").is_visible()
    desk.page.get_by_role("button", name="More").tap()
    desk.page.get_by_role("menuitem", name="Table").tap()
    assert desk.html.startswith("<p>a</p>\n<table><thead>")
