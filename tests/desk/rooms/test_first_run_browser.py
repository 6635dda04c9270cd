"""An empty newsroom: what editors and authors see, and the way through."""

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import AUTHOR, EDITOR

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(empty_server):
    return empty_server


def test_an_author_sees_what_an_editor_does_first(open_desk):
    page = open_desk(AUTHOR)
    expect(page.get_by_text("An editor has to do the first two steps")).to_be_visible()
    expect(page.get_by_role("link", name="Make sections")).to_have_count(0)
    expect(page.get_by_role("link", name="Write", exact=True)).to_be_visible()


def test_an_editor_makes_sections_and_an_author_and_comes_to_write(open_desk, colleague):
    page = open_desk(EDITOR)
    page.get_by_role("link", name="Make sections").click()
    page.get_by_label("Science").uncheck()
    page.get_by_role("button", name="Make 6 sections").click()
    expect(page.locator(".term-list li")).to_have_count(6)
    assert colleague.get("categories/economy")["names"]["ru"] == "Экономика"
    page.get_by_role("link", name="Articles", exact=True).click()
    expect(page.locator(".first-run .done")).to_have_count(1)
    page.get_by_role("link", name="Add an author").click()
    page.get_by_role("group", name="Names").get_by_label("English").fill("Ann Lee")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("“Ann Lee” is saved.")).to_be_visible()
    page.get_by_role("link", name="Articles", exact=True).click()
    expect(page.locator(".first-run .done")).to_have_count(2)
    page.get_by_role("link", name="Write", exact=True).click()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_be_focused()


def test_a_filter_that_finds_nothing_is_no_first_run(open_desk):
    page = open_desk(EDITOR, "#/articles?status=draft")
    expect(page.get_by_role("link", name="Show all articles")).to_be_visible()
    expect(page.locator(".first-run")).to_have_count(0)
