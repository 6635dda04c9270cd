"""Held rates that a second bank releases."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from gazette.rates.fragments import find_fragment
from gazette.rates.review.cross_check import cross_check
from gazette.rates.sources import bank
from gazette.rates.store.repository import RateRepository
from tests.support import fake_cbr
from tests.support.crash_injection import CrashInjector, crashes
from tests.support.fake_cbu import document
from tests.support.iam import Calls

DAY = date(2026, 4, 2)
NOON = datetime(2026, 4, 2, 7, tzinfo=UTC)
BANKS = [bank(source) for source in ("cbu", "ecb", "cbr")]


@pytest.fixture
def held(ledger):
    """The Central Bank's repair of its own mistake: the manat was 4037.68 and is 3469.17."""
    ledger.store(document(DAY - timedelta(1), TMT="4037.68"))
    ledger.store(document(DAY, TMT=("3469.17", "-568.51")))
    return ledger


def moscow_says(ledger, day=DAY, tmt="23,0000"):
    """Of 10000 soums 66.5500 rubles: of a manat at 23.0000 it makes 3456.05 soums."""
    body = fake_cbr.document(day, TMT=(tmt, "1"), UZS=("66,5500", "10000"))
    ledger.store(body, of=bank("cbr"))


def run(ledger, at=NOON):
    return [release.report() for release in cross_check(ledger.table, BANKS, at).releases]


def quoted(ledger, day=DAY):
    return json.loads(find_fragment(ledger.table.sheet(bank("cbu"), day).view, "TMT"))


def test_a_rate_is_held_alone_until_another_bank_confirms_it(held):
    assert run(held) == []
    assert quoted(held)["held"]
    moscow_says(held)
    assert run(held) == [
        {
            "source": "cbu",
            "date": "2026-04-02",
            "currency": "TMT",
            "by": "cbr",
            "reason": "3469.17 within 0.4 % of 3456.05 by cbr's sheet of 2026-04-02",
        }
    ]
    released = quoted(held)
    assert (released["rate"], released["change"], released["change_percent"]) == ("3469.17", "-568.51", "-14.08")
    assert "held" not in released


def test_a_release_is_kept_as_a_decision_of_that_bank(held):
    moscow_says(held)
    run(held)
    [decision] = held.table.sheet(bank("cbu"), DAY).decisions
    assert (decision.held, decision.rate, decision.at) == (False, "3469.17", "2026-04-02T07:00:00Z")
    assert decision.by == {"id": "cbr", "name": "Bank of Russia"}
    held.store(document(DAY - timedelta(1), TMT="4000.00"))
    assert quoted(held)["change"] == "-530.83"


def test_what_is_released_is_not_written_again(held):
    moscow_says(held)
    run(held)
    before = held.everything()
    assert run(held) == []
    assert held.everything() == before


def test_a_bank_that_contradicts_releases_nothing(held):
    moscow_says(held, tmt="26,8700")
    before = held.everything()
    assert run(held) == []
    assert held.everything() == before


def test_the_coming_sheet_is_looked_at_too_and_an_older_one_not(held):
    moscow_says(held)
    assert [release["date"] for release in run(held, NOON - timedelta(1))] == ["2026-04-02"]
    held.store(document(DAY, TMT="3500.00"))
    held.store(document(DAY + timedelta(1), TMT="3501.00"))
    assert run(held, NOON + timedelta(1)) == []
    assert quoted(held)["held"]


def test_present_is_what_is_in_force_and_what_is_coming(ledger):
    days = [DAY + timedelta(ahead) for ahead in range(-2, 4)]
    for day in days:
        ledger.store(document(day))
    present = [[sheet.date for sheet in ledger.table.present(bank("cbu"), today)] for today in days]
    assert present == [days[place:][::-1] for place in range(6)]
    assert ledger.table.present(bank("cbu"), DAY + timedelta(30))[0].date == days[-1]
    assert ledger.table.present(bank("ecb"), DAY) == []


@pytest.mark.parametrize("decided", [True, False])
def test_where_an_operator_has_decided_about_that_rate_a_bank_decides_nothing(held, decided):
    held.decide(DAY, held=decided)
    moscow_says(held)
    before = held.everything()
    assert run(held) == []
    assert held.everything() == before


def test_an_operators_decision_about_another_rate_stands_in_nobodys_way(held):
    held.store(document(DAY, TMT="3400.00"))
    held.decide(DAY, held=True)
    held.store(document(DAY, TMT="3469.17"))
    moscow_says(held)
    assert [release["currency"] for release in run(held)] == ["TMT"]


def test_a_correction_ends_the_release_and_is_looked_at_anew(held):
    moscow_says(held)
    run(held)
    held.store(document(DAY, TMT="3000.00"))
    assert run(held) == []
    assert quoted(held)["held"]
    held.store(document(DAY, TMT="3470.00"))
    assert len(run(held)) == 1


def test_a_correction_in_that_very_moment_is_not_released_unseen(held, monkeypatch):
    moscow_says(held)
    decide = held.table.decide

    def corrected_first(*what):
        held.store(document(DAY, TMT="1.00"))
        return decide(*what)

    monkeypatch.setattr(held.table, "decide", corrected_first)
    assert run(held) == []
    assert quoted(held)["held"]


def test_a_look_costs_two_reads_a_bank_where_nothing_is_held(ledger, stack, monkeypatch):
    for body in (document(DAY - timedelta(1)), document(DAY)):
        ledger.store(body)
    moscow_says(ledger)
    calls = Calls(monkeypatch, stack.region)
    run(ledger)
    assert Counter(operation for _, operation, _ in calls.seen) == {"GetItem": 3, "Query": 3}


def test_each_other_bank_is_read_once_however_many_rates_a_sheet_holds(ledger, stack, monkeypatch):
    before, after = (dict.fromkeys(("TMT", "GBP", "RUB"), rate) for rate in ("4000.00", "3000.00"))
    ledger.store(document(DAY - timedelta(1), **before))
    ledger.store(document(DAY, **after))
    calls = Calls(monkeypatch, stack.region)
    [hold] = cross_check(ledger.table, BANKS, NOON).holds
    assert sorted(hold.currencies) == ["GBP", "RUB", "TMT"]
    assert Counter(operation for _, operation, _ in calls.seen) == {"GetItem": 3, "Query": 3 + 2}


def test_no_other_bank_is_read_where_somebody_has_decided(held, stack, monkeypatch):
    held.decide(DAY, held=True)
    calls = Calls(monkeypatch, stack.region)
    assert cross_check(held.table, BANKS, NOON).holds
    assert Counter(operation for _, operation, _ in calls.seen) == {"GetItem": 3, "Query": 3}


def test_a_crash_at_any_call_and_another_run_leave_what_one_run_leaves(held):
    moscow_says(held)
    for body in (document(DAY + timedelta(1), TMT="2900.00"), document(DAY + timedelta(2), TMT="2400.00")):
        held.store(body)
    fuse = CrashInjector()

    def confirmed() -> None:
        cross_check(RateRepository(held.name, fuse.dynamodb), [bank("cbu"), bank("cbr")], NOON)

    found = {crash: held.everything() for crash in crashes(fuse, held.name, confirmed)}
    expected = found[0, ""]
    assert len(found) > 20
    assert "decisions" in expected["cbu", f"{DAY}"]
    assert "unsettled" not in expected["source", "cbu"]
    assert {crash for crash, items in found.items() if items != expected} == set()


def test_runs_at_once_release_once(held):
    moscow_says(held)
    with ThreadPoolExecutor(20) as threads:
        releases = [release for found in threads.map(lambda _: run(held), range(20)) for release in found]
    assert len(releases) == 1
    assert len(held.table.sheet(bank("cbu"), DAY).decisions) == 1
