"""Shelf, editor and dialogs: no fault that a machine finds, nothing too wide, nothing against the page's policy."""

import pytest
from playwright.sync_api import expect

from tests.desk.accessibility import is_too_wide, list_faults
from tests.desk.conftest import ADMIN, PHONE

pytestmark = pytest.mark.browser

LOOKS = [("en", "light", {}), ("ru", "dark", {}), ("uz", "light", PHONE), ("en", "dark", PHONE)]
SCREENS = [
    "articles",
    "articles?status=published&lang=en",
    "articles?q=nothing-has-these-words",
    "articles/new?lang=uz",
]


@pytest.fixture(scope="module")
def server(server_with_samples):
    return server_with_samples


@pytest.fixture(scope="module")
def content(server):
    """The id of an article."""
    return server.get("/v1/articles?lang=en").json["items"][0]["id"]


def check(page, screen):
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert list_faults(page) == [], screen
    assert not is_too_wide(page), screen


@pytest.mark.parametrize(("locale", "scheme", "device"), LOOKS, ids=["en", "ru-dark", "uz-phone", "en-dark-phone"])
def test_every_screen_is_accessible_and_fits(open_desk, server, content, locale, scheme, device):
    page = open_desk(ADMIN, locale=locale, color_scheme=scheme, **device)
    for screen in [*SCREENS, f"articles/{content}", f"articles/{content}/revisions"]:
        page.goto("about:blank")
        page.goto(f"{server.url}/desk#/{screen}")
        page.wait_for_selector("main")
        check(page, screen)


@pytest.mark.parametrize(("locale", "scheme", "device"), LOOKS, ids=["en", "ru-dark", "uz-phone", "en-dark-phone"])
def test_every_dialog_is_accessible_and_fits(open_desk, server, content, locale, scheme, device):
    page = open_desk(ADMIN, screen=f"#/articles/{content}", locale=locale, color_scheme=scheme, **device)
    page.locator(".heading .title textarea").type("!")
    page.locator(".editor-bar .button.main").click()
    check(page, "publish")
    page.keyboard.press("Escape")
    if device:
        page.locator(".panel-toggle").click()
    page.locator(".readers .button.danger").click()
    check(page, "withdraw")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator(".lead-picture .button").first.click()
    check(page, "pictures")


def test_the_sign_in_is_accessible(contexts, server):
    page = contexts.open().new_page()
    page.goto(f"{server.url}/desk")
    page.locator(".sign-in .button.main").wait_for()
    assert list_faults(page) == []
