"""The preferences in a browser: a link opens them, each form works, and the page fits a phone."""

import json
import os

import pytest
from playwright.sync_api import expect

from tests.support.subscribers import read_parts

MANAGE = "/v1/subscriptions/manage"
LANGUAGES = ("en", "ru", "uz", "uz-Cyrl")


@pytest.fixture
def token(reader):
    reader.subscribe(lists=["daily", "weekly"])
    reader.deliver()
    return reader.manage_token()


def open_preferences(visit, token, lang="en", **options):
    page = visit(f"{MANAGE}?lang={lang}#{token}", **options)
    page.locator("input[name=lists]").first.wait_for()
    return page


def test_a_link_opens_the_preferences_and_no_address_keeps_its_token(visit, site, token):
    page = open_preferences(visit, token)
    assert page.evaluate("location.href") == f"{site}/v1/subscriptions/me?lang=en"
    assert page.get_by_label("Daily digest").is_checked()
    assert not page.get_by_label("Breaking news").is_checked()
    # The page of the link submits itself while it loads, so it is no entry of the history.
    assert page.evaluate("history.length") == 2


def test_lists_and_language_are_saved_by_keyboard_and_the_result_has_the_focus(visit, token):
    page = open_preferences(visit, token)
    page.get_by_label("Weekly digest").focus()
    page.keyboard.press("Space")
    page.get_by_label("Language of the emails").select_option("ru")
    page.get_by_role("button", name="Save").press("Enter")
    page.get_by_role("status").get_by_text("Сохранено.").wait_for()
    # The browser moves the focus (`autofocus`) a moment after it shows the page.
    expect(page.get_by_role("status")).to_be_focused()
    assert [item["segment"][:-3] for item in read_parts("list/")] == ["daily/ru"]


def test_letters_are_paused_and_come_again(visit, token):
    page = open_preferences(visit, token)
    page.get_by_role("button", name="1 month").click()
    page.get_by_role("button", name="Send letters again").wait_for()
    assert read_parts("profile")[0]["paused_until"]
    page.get_by_role("button", name="Send letters again").click()
    page.get_by_role("status").get_by_text("Letters come again.").wait_for()
    assert "paused_until" not in read_parts("profile")[0]


def test_another_address_that_is_none_is_named(visit, token):
    page = open_preferences(visit, token)
    page.get_by_label("New email address").fill("reader@localhost")
    page.get_by_role("button", name="Change the address").click()
    page.get_by_role("alert").get_by_text("not an email address").wait_for()
    assert "422" in visit.complaints.pop()  # the browser reports the status of the page


def test_everything_is_deleted_after_a_question(visit, token):
    page = open_preferences(visit, token)
    page.get_by_role("button", name="Delete everything…").click()
    page.get_by_role("heading", name="Delete everything?").wait_for()
    assert len(read_parts("list/")) == 2
    page.get_by_role("button", name="Delete everything", exact=True).click()
    page.get_by_role("heading", name="Everything is deleted").wait_for()
    assert read_parts("profile") == []


def test_the_data_is_downloaded_as_a_file(visit, token):
    page = open_preferences(visit, token)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download (JSON)").click()
    assert download.value.suggested_filename == "subscription.json"
    data = json.loads(download.value.path().read_text())
    assert data["profile"]["email"] == "reader@example.org"


def test_without_script_the_code_is_typed(visit, token):
    page = visit(MANAGE, java_script_enabled=False)
    page.get_by_label("Code of your link").fill(f"https://news.example{MANAGE}#{token}")
    page.get_by_role("button", name="Open my subscription").click()
    page.get_by_label("Daily digest").wait_for()
    page.get_by_role("button", name="1 week").click()
    page.get_by_role("button", name="Send letters again").wait_for()


def test_a_link_that_is_not_valid_any_more_offers_another(visit, reader):
    page = visit(f"{MANAGE}?lang=en#{'x' * 42}A")
    page.get_by_role("alert").wait_for()
    assert "410" in visit.complaints.pop()
    page.get_by_label("E-mail").or_(page.locator("#email")).first.fill(reader.email)
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("heading", name="Please look into your mailbox").wait_for()
    assert [item["part"] for item in read_parts("mail/")] == ["mail/manage-link"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_the_page_fits_each_width_in_each_language(visit, token, width, scheme):
    for lang in LANGUAGES:
        page = open_preferences(visit, token, lang, width=width, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, lang
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/preferences-{lang}-{width}-{scheme}.png", full_page=True)
