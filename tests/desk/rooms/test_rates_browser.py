"""Decisions about doubtful rates, over the sheets that the local server brings along."""

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import ADMIN, EDITOR

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(server_with_rates):
    return server_with_rates


@pytest.fixture
def rates(open_desk):
    page = open_desk(ADMIN, "#/rates/cbu")
    expect(page.get_by_role("heading", name="Sheet in force")).to_be_visible()
    return page


def hold(page, currency, reason):
    page.get_by_role("button", name=f"Hold {currency}…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name="Hold it").click()


def read_status(page, colleague, currency):
    day = page.evaluate("async () => (await (await fetch('/v1/rates?source=cbu')).json()).date")
    return colleague.get(f"rates/cbu/{day}/{currency}")


def test_a_rate_is_held_and_released_with_reasons(rates, colleague):
    hold(rates, "USD", "Called the bank.")
    card = rates.get_by_role("region", name="USD")
    expect(rates.get_by_text("USD is held.")).to_be_visible()
    assert read_status(rates, colleague, "USD")["served"]["held"] is True
    card.get_by_role("radio", name="Release readers").check()
    card.get_by_role("button", name="Release").click()
    expect(card.get_by_text("Say why.")).to_be_visible()
    expect(card.get_by_label("Reason")).to_be_focused()
    card.get_by_label("Reason").fill("The bank confirms it.")
    card.get_by_role("button", name="Release").click()
    expect(rates.get_by_text("USD is not held.")).to_be_visible()
    expect(card).to_have_count(0)
    made = read_status(rates, colleague, "USD")["decisions"]
    assert [(decision["held"], decision["reason"]) for decision in made] == [
        (True, "Called the bank."),
        (False, "The bank confirms it."),
    ]


def test_what_was_decided_before_is_shown(rates, colleague):
    hold(rates, "EUR", "Far off.")
    card = rates.get_by_role("region", name="EUR")
    expect(card.locator(".decisions")).to_contain_text("Far off.")
    card.get_by_label("Reason").fill("Still far off.")
    card.get_by_role("button", name="Keep held").click()
    expect(card.locator(".decisions li").first).to_contain_text("Still far off.")
    assert len(read_status(rates, colleague, "EUR")["decisions"]) == 2


def test_a_rate_that_the_bank_has_corrected_is_not_decided_about(rates, open_desk):
    open_desk.expected.append("409")

    def correct(route):
        status = route.fetch().json()
        return route.fulfill(json={**status, "printed": {**status["printed"], "rate": "1.5"}})

    rates.route(
        "**/editorial/rates/cbu/*/GBP",
        lambda route: correct(route) if route.request.method == "GET" else route.continue_(),
    )
    with rates.expect_response("**/editorial/rates/cbu/*/GBP"):
        rates.get_by_role("button", name="Hold GBP…").click()
    rates.get_by_role("dialog").get_by_label("Reason").fill("Why not.")
    rates.get_by_role("button", name="Hold it").click()
    expect(rates.get_by_role("dialog").get_by_role("button", name="Reload")).to_be_visible()


def test_a_reason_outlives_the_page(rates):
    rates.get_by_role("button", name="Hold JPY…").click()
    rates.get_by_role("dialog").get_by_label("Reason").fill("Half a reason")
    rates.wait_for_timeout(200)
    rates.reload()
    rates.get_by_role("button", name="Hold JPY…").click()
    expect(rates.get_by_role("dialog").get_by_label("Reason")).to_have_value("Half a reason")


def test_the_band_counts_held_rates(rates):
    count = rates.locator(".held-rate").count()
    expect(rates.locator(".band .tabs a .count")).to_have_text(str(count))


def test_an_editor_has_no_rates(open_desk):
    page = open_desk(EDITOR, "#/front/en")
    expect(page.get_by_role("link", name="Rates")).to_have_count(0)
