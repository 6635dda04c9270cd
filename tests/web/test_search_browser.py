"""Search in a browser: the box of every page, the page of results, and the page where nothing was found."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from functions.search import handler as search
from gazette.search.public.indexes import Indexes
from gazette.settings import Settings
from tests.conftest import open_bucket
from tests.support.aws import client
from tests.support.search import put_index
from tests.support.site_content import PICTURE, article
from tests.web.test_site_browser import CYRILLIC, check_accessibility, check_large_text, check_width

TITLES = ("The railway has crossed the pass", "Night trains & the railway <bridge>", "Apples travel by rail")
RAILS = {"tags": [{"slug": "rails", "name": "Rails"}]}
COUNT = 24
"""Articles that are found, more than a page has."""
FOUND, NOTHING = "/en/search?q=railway&sort=newest", "/uz-Cyrl/search?q=zzzz"

ARTICLES = [
    article(number, image=PICTURE if number % 2 else None, title=TITLES[number % 3], **RAILS)
    for number in range(1, COUNT + 1)
]
OTHERS = [article(1, "uz-Cyrl", body_html="<p>Темир йўл</p>", **CYRILLIC)]


@pytest.fixture(scope="module", autouse=True)
def _indexed(stack, tmp_path_factory):
    """The indexes of this module's articles; the function forgets them afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        for bucket in open_bucket(stack, "IndexBucket"):
            put_index(bucket, client("s3"), "en", ARTICLES)
            put_index(bucket, client("s3"), "uz-Cyrl", OTHERS)
            folder = str(tmp_path_factory.mktemp("indexes"))
            patch.setattr(search, "indexes", Indexes(Settings({**os.environ, "INDEX_FOLDER": folder})))
            yield


@pytest.fixture(autouse=True)
def _printed(content):
    content.rates()
    for story in ARTICLES + OTHERS:
        content.publish(story)
    content.blocks(Economy=[5, 4, 3, 2, 1])


def type_into(page, field, text):
    """Type, and wait for what is offered. Returns the options."""
    page.locator(field).press_sequentially(text)
    options = page.locator(f"{field}-list").get_by_role("option", include_hidden=True)
    options.first.wait_for()
    return options


@pytest.mark.parametrize("path", [FOUND, NOTHING])
def test_is_accessible_and_fits_every_screen_and_text_of_twice_the_size(visit, path):
    page = visit(path)
    check_accessibility(page)
    check_width(page)
    page.set_viewport_size({"width": 360, "height": 800})
    check_large_text(page)


@pytest.mark.parametrize("field", ["#search", "#q"])
def test_offers_sections_tags_and_stories_while_one_types(visit, field):
    page = visit(FOUND)
    page.locator(field).fill("")
    options = type_into(page, field, "rail")
    assert options.first.inner_text().split() == ["Rails", "Tag"]
    assert set(options.all_inner_texts()[1:]) <= set(TITLES)
    assert options.locator("mark").first.inner_text() == "Rails"
    assert page.get_by_role("status").get_by_text(f"Suggestions: {options.count()}").count() == 1
    combobox = page.locator(field)
    assert combobox.get_attribute("aria-expanded") == "true"
    assert page.locator(f"#{combobox.get_attribute('aria-controls')}").is_visible()
    combobox.press("ArrowDown")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_suggestion_is_chosen_by_the_keyboard(visit):
    page = visit("/en")
    options = type_into(page, "#search", "rail")
    field = page.locator("#search")
    field.press("ArrowUp")
    assert options.last.get_attribute("aria-selected") == "true"
    field.press("ArrowDown")  # around the end
    assert page.locator("[aria-selected=true]").get_attribute("id") == field.get_attribute("aria-activedescendant")
    assert options.first.get_attribute("aria-selected") == "true"
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/en/the-railway-has-crossed-the-pass-*")
    assert page.locator("h1").inner_text() in TITLES


def test_what_is_offered_for_another_text_is_not_followed(visit):
    page = visit(FOUND)
    type_into(page, "#search", "rail")
    page.route("**/suggest?lang=en&q=railx**", lambda _route: None)  # no answer comes
    page.locator("#search").press("ArrowDown")
    page.locator("#search").press("x")
    assert page.locator("#search").get_attribute("aria-activedescendant") is None
    page.locator("#search").press("ArrowDown")
    page.locator("#search").press("Enter")
    page.wait_for_url("**/en/search?q=railx")


def test_a_suggestion_is_chosen_by_a_click(visit):
    page = visit("/en")
    type_into(page, "#search", "rail").last.click()
    page.wait_for_url("**/en/the-railway-has-crossed-the-pass-*")


def test_escape_and_leaving_the_field_close_the_list_and_leave_the_words(visit):
    page = visit("/en")
    options = type_into(page, "#search", "rail")
    field = page.locator("#search")
    field.press("Escape")
    assert not options.first.is_visible()
    field.press("ArrowDown")
    assert options.first.is_visible()
    field.press("Tab")
    assert not options.first.is_visible()
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "rail"


def test_an_answer_to_earlier_letters_is_not_waited_for(visit):
    page = visit("/en")
    held, failed = [], []
    page.route("**/suggest?lang=en&q=ni", lambda route: held.append(route))  # noqa: PLW0108 (Playwright needs a function)
    page.on("requestfailed", lambda request: failed.append(request.url))
    with page.expect_request("**/suggest?lang=en&q=ni"):
        page.locator("#search").fill("ni")
    options = type_into(page, "#search", "ght")
    assert set(options.all_inner_texts()) == {"Night trains & the railway <bridge>"}
    assert options.first.locator("mark").all_inner_texts() == ["Night"]
    assert [url.rpartition("=")[2] for url in failed] == ["ni"]


def test_without_an_answer_there_are_no_suggestions_and_the_form_works(visit):
    page = visit("/en")
    page.route("**/v1/search/suggest**", lambda route: route.fulfill(status=503))
    with page.expect_response("**/v1/search/suggest**"):
        page.locator("#search").fill("railway")
    assert page.locator("#search-list").get_by_role("option", include_hidden=True).count() == 0
    page.locator("#search").press("Enter")
    page.wait_for_url("**/en/search?q=railway")
    visit.expected.append("status of 503")


def test_a_phone_has_a_link_to_the_page(visit):
    page = visit("/en", width=360)
    assert not page.locator("#search").is_visible()
    page.get_by_role("link", name="Search").click()
    page.locator("#q").wait_for()


def test_works_as_a_form_without_script_and_keeps_what_was_chosen(visit):
    page = visit("/en", java_script_enabled=False)
    page.locator("#search").fill("railway")
    page.locator("#search").press("Enter")
    page.get_by_label("Section", exact=True).select_option("Economy")
    page.get_by_label("From", exact=True).fill("2025-12-18")
    page.get_by_label("Order", exact=True).select_option("Newest first")
    page.get_by_role("button", name="Find").last.click()
    assert page.locator("[role=status] b").inner_text() == f"Stories found: {COUNT}"
    assert page.get_by_label("Section", exact=True).input_value() == "economy"
    assert page.get_by_label("From", exact=True).input_value() == "2025-12-18"
    assert page.get_by_label("Order", exact=True).input_value() == "newest"
    page.get_by_role("link", name="More").click()
    assert page.locator("main .card").count() == COUNT - 20
    assert page.locator("#q").input_value() == "railway"
    page.get_by_role("link", name="Back").click()
    assert page.locator("main .card").count() == 20
    assert page.get_by_role("region", name="Tags").get_by_role("link").inner_text() == "Rails"


def test_leads_from_nothing_found_to_the_same_search_in_another_language(visit):
    page = visit("/uz-Cyrl/search?q=railway")
    page.locator("main").get_by_role("link", name="English").click()
    page.wait_for_url("**/en/search?q=railway")
    assert page.locator("main .card").count() == 20
    assert page.title() == "railway – Search – Gazette"
    assert page.locator("[name=robots]").count() == 1


def test_prints_the_stories_and_no_form(visit):
    page = visit(FOUND)
    page.emulate_media(media="print")
    assert page.locator("main .card").first.is_visible()
    assert page.locator("form:visible, .search-link:visible").count() == 0
