"""The confirm page in a browser: its script finds the code in the address, however a service changed that."""

import pytest
from playwright.sync_api import expect

from gazette.subscriptions.confirm_code import list_candidates
from tests.support.confirm_codes import ADDRESSES, SIGNATURE, TOKEN

CONFIRM = "/v1/subscriptions/confirm"
FIELD = "input[name=token]"


@pytest.fixture
def page(visit):
    return visit(CONFIRM)


def test_the_code_of_every_address_fills_the_hidden_field_and_leaves_the_address(page, site):
    for address in ADDRESSES:
        page.goto("about:blank")
        page.goto(f"{site}/v1/subscriptions/{address}")
        entered = page.locator(FIELD).input_value()
        assert TOKEN in list_candidates(entered), address
        assert page.locator(FIELD).is_hidden(), address
        assert page.evaluate("location.href").partition("?")[0] == f"{site}{CONFIRM}", address
        assert SIGNATURE not in page.evaluate("location.href")
        assert TOKEN in list_candidates(page.locator("nav a[lang=ru]").get_attribute("href").partition("#")[2]), address


@pytest.mark.parametrize("ending", ["", "#", "?lang=ru", f"?fbclid={'I' * 61}", f"?sig={SIGNATURE}", "#letter", "/x"])
def test_an_address_without_a_code_shows_the_empty_field(page, site, ending):
    page.goto(f"{site}{CONFIRM}{ending}")
    assert page.locator(FIELD).input_value() == ""
    assert page.locator(FIELD).is_visible()


def test_a_second_link_in_the_same_tab_replaces_the_first(page, site):
    for code in (SIGNATURE, TOKEN):
        page.goto(f"{site}{CONFIRM}?lang=en#{code}")
        expect(page.locator(FIELD)).to_have_value(code)


@pytest.mark.parametrize("button", ["button:not([name])", "button[name=refuse]"])
def test_a_second_link_in_the_tab_of_an_answer_opens_the_page_again(page, site, reader, button):
    """The answer has the address of the page, so the browser itself would load nothing."""
    reader.sign_up()
    reader.deliver()
    page.goto(f"{site}{CONFIRM}?lang=en#{reader.token()}")
    page.locator(f"main {button}").click()
    page.locator(FIELD).wait_for(state="detached")
    page.evaluate("code => { location.hash = code }", TOKEN)
    expect(page.locator(FIELD)).to_have_value(TOKEN)
    assert page.evaluate("location.href") == f"{site}{CONFIRM}?lang=en"


def test_a_mistyped_code_is_entered_again(page, visit):
    page.locator(FIELD).fill(f"Code{TOKEN}")
    page.locator("main button").first.click()
    page.get_by_role("alert").wait_for()
    assert "410" in visit.complaints.pop()  # the browser reports the status of the page
    assert page.locator(FIELD).is_visible()


def test_the_code_is_kept_when_the_page_is_read_in_another_language(page, site):
    page.goto(f"{site}{CONFIRM}#{TOKEN}")
    page.get_by_role("navigation").get_by_role("link", name="Русский").click()
    page.get_by_role("heading", name="Подтвердите подписку").wait_for()
    assert page.locator(FIELD).input_value() == TOKEN


def test_asks_for_the_code_where_there_is_no_script(visit):
    page = visit("/v1/subscriptions/confirm#a-token", java_script_enabled=False)
    assert page.get_by_label("Code from the email").is_visible()
