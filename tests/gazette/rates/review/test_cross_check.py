"""Held rates that a second bank releases."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from gazette.errors import Unavailable
from gazette.rates.fragments import find_fragment
from gazette.rates.review.cross_check import cross_check
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.support import fake_cbr
from tests.support.crash_injection import CrashInjector, crashes
from tests.support.fake_cbu import document
from tests.support.iam import Calls
from tests.support.swallowed import swallowed

DAY = date(2026, 4, 2)
NOON = datetime(2026, 4, 2, 7, tzinfo=UTC)
BANKS = [load_bank(source) for source in ("cbu", "ecb", "cbr")]


@pytest.fixture
def held(rate_table):
    """The Central Bank's repair of its own mistake: the manat was 4037.68 and is 3469.17."""
    rate_table.store(document(DAY - timedelta(1), TMT="4037.68"))
    rate_table.store(document(DAY, TMT=("3469.17", "-568.51")))
    return rate_table


def publish_in_moscow(rate_table, day=DAY, tmt="23,0000"):
    """Of 10000 soums 66.5500 rubles: of a manat at 23.0000 it makes 3456.05 soums."""
    body = fake_cbr.document(day, TMT=(tmt, "1"), UZS=("66,5500", "10000"))
    rate_table.store(body, of=load_bank("cbr"))


def run(rate_table, at=NOON):
    return [release.report() for release in cross_check(rate_table.commands, BANKS, at).releases]


def served(rate_table, day=DAY):
    return json.loads(find_fragment(rate_table.repository.get(load_bank("cbu"), day).view, "TMT"))


def test_a_rate_is_held_alone_until_another_bank_confirms_it(held):
    assert run(held) == []
    assert served(held)["held"]
    publish_in_moscow(held)
    assert run(held) == [
        {
            "source": "cbu",
            "date": "2026-04-02",
            "currency": "TMT",
            "by": "cbr",
            "reason": "3469.17 within 0.4 % of 3456.05 by cbr's sheet of 2026-04-02",
        }
    ]
    released = served(held)
    assert (released["rate"], released["change"], released["change_percent"]) == ("3469.17", "-568.51", "-14.08")
    assert "held" not in released


def test_a_release_is_stored_as_an_override_by_that_bank(held):
    publish_in_moscow(held)
    run(held)
    [override] = held.repository.get(load_bank("cbu"), DAY).overrides
    assert (override.held, override.rate, override.at) == (False, "3469.17", "2026-04-02T07:00:00Z")
    assert override.by == {"id": "cbr", "name": "Bank of Russia"}
    held.store(document(DAY - timedelta(1), TMT="4000.00"))
    assert served(held)["change"] == "-530.83"


def test_a_released_rate_is_not_written_again(held):
    publish_in_moscow(held)
    run(held)
    before = held.scan()
    assert run(held) == []
    assert held.scan() == before


def test_a_bank_that_contradicts_releases_nothing(held):
    publish_in_moscow(held, tmt="26,8700")
    before = held.scan()
    assert run(held) == []
    assert held.scan() == before


def test_the_coming_sheet_is_looked_at_too_and_an_older_one_not(held):
    publish_in_moscow(held)
    assert [release["date"] for release in run(held, NOON - timedelta(1))] == ["2026-04-02"]
    held.store(document(DAY, TMT="3500.00"))
    held.store(document(DAY + timedelta(1), TMT="3501.00"))
    assert run(held, NOON + timedelta(1)) == []
    assert served(held)["held"]


def test_the_sheet_in_force_and_the_upcoming_ones_are_found(rate_table):
    days = [DAY + timedelta(ahead) for ahead in range(-2, 4)]
    for day in days:
        rate_table.store(document(day))
    present = [
        [sheet.date for sheet in rate_table.repository.find_current_and_upcoming(load_bank("cbu"), today)]
        for today in days
    ]
    assert present == [days[place:][::-1] for place in range(6)]
    assert rate_table.repository.find_current_and_upcoming(load_bank("cbu"), DAY + timedelta(30))[0].date == days[-1]
    assert rate_table.repository.find_current_and_upcoming(load_bank("ecb"), DAY) == []


@pytest.mark.parametrize("hold", [True, False])
def test_a_rate_that_an_operator_has_overridden_is_not_released(held, hold):
    held.override(DAY, held=hold)
    publish_in_moscow(held)
    before = held.scan()
    assert run(held) == []
    assert held.scan() == before


def test_an_operators_override_of_another_rate_does_not_prevent_a_release(held):
    held.store(document(DAY, TMT="3400.00"))
    held.override(DAY, held=True)
    held.store(document(DAY, TMT="3469.17"))
    publish_in_moscow(held)
    assert [release["currency"] for release in run(held)] == ["TMT"]


def test_a_release_that_has_to_wait_is_counted_and_the_rate_stays_held(held, monkeypatch, caplog):
    publish_in_moscow(held)

    def busy(*_):
        raise Unavailable()

    with monkeypatch.context() as patched:
        patched.setattr(held.commands, "override", busy)
        assert cross_check(held.commands, BANKS, NOON).holds
    assert swallowed(caplog) == [("cross-check-waits", 1)]
    assert [release["currency"] for release in run(held)] == ["TMT"]


def test_a_correction_ends_the_release_and_is_checked_again(held):
    publish_in_moscow(held)
    run(held)
    held.store(document(DAY, TMT="3000.00"))
    assert run(held) == []
    assert served(held)["held"]
    held.store(document(DAY, TMT="3470.00"))
    assert len(run(held)) == 1


def test_a_concurrent_correction_is_not_released(held, monkeypatch):
    publish_in_moscow(held)
    override = held.commands.override

    def corrected_first(*what):
        held.store(document(DAY, TMT="1.00"))
        return override(*what)

    monkeypatch.setattr(held.commands, "override", corrected_first)
    assert run(held) == []
    assert served(held)["held"]


def test_a_cross_check_costs_two_reads_a_bank_if_nothing_is_held(rate_table, stack, monkeypatch):
    for body in (document(DAY - timedelta(1)), document(DAY)):
        rate_table.store(body)
    publish_in_moscow(rate_table)
    calls = Calls(monkeypatch, stack.region)
    run(rate_table)
    assert Counter(operation for _, operation, _ in calls.seen) == {"GetItem": 3, "Query": 3}


def test_each_other_bank_is_read_once_however_many_rates_a_sheet_holds(rate_table, stack, monkeypatch):
    before, after = (dict.fromkeys(("TMT", "GBP", "RUB"), rate) for rate in ("4000.00", "3000.00"))
    rate_table.store(document(DAY - timedelta(1), **before))
    rate_table.store(document(DAY, **after))
    calls = Calls(monkeypatch, stack.region)
    [hold] = cross_check(rate_table.commands, BANKS, NOON).holds
    assert sorted(hold.currencies) == ["GBP", "RUB", "TMT"]
    assert Counter(operation for _, operation, _ in calls.seen) == {"GetItem": 3, "Query": 3 + 2}


def test_no_other_bank_is_read_for_a_rate_with_an_override(held, stack, monkeypatch):
    held.override(DAY, held=True)
    calls = Calls(monkeypatch, stack.region)
    assert cross_check(held.commands, BANKS, NOON).holds
    assert Counter(operation for _, operation, _ in calls.seen) == {"GetItem": 3, "Query": 3}


def test_a_crash_at_any_call_and_another_run_leave_what_one_run_leaves(held):
    publish_in_moscow(held)
    for body in (document(DAY + timedelta(1), TMT="2900.00"), document(DAY + timedelta(2), TMT="2400.00")):
        held.store(body)
    injector = CrashInjector()

    def check() -> None:
        cross_check(
            SheetCommands(RateRepository(held.name, injector.dynamodb)), [load_bank("cbu"), load_bank("cbr")], NOON
        )

    found = {crash: held.scan() for crash in crashes(injector, held.name, check)}
    expected = found[0, ""]
    assert len(found) > 20
    assert "overrides" in expected["cbu", f"{DAY}"]
    assert "reevaluate_after" not in expected["source", "cbu"]
    assert {crash for crash, items in found.items() if items != expected} == set()


def test_runs_at_once_release_once(held):
    publish_in_moscow(held)
    with ThreadPoolExecutor(20) as threads:
        releases = [release for found in threads.map(lambda _: run(held), range(20)) for release in found]
    assert len(releases) == 1
    assert len(held.repository.get(load_bank("cbu"), DAY).overrides) == 1
