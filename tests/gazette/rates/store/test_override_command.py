"""Overrides in the table: stored with their sheet, in any order, after any crash."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.dynamodb.items import serialize
from gazette.encoding import unpack
from gazette.errors import Unavailable
from gazette.rates.errors import AnotherRate, CurrencyNotFound, NoFormerRate, SheetNotFound, TooManyDecisions
from gazette.rates.keys import get_month_series
from gazette.rates.sources import load_bank
from gazette.rates.store.apply_override import MAX_OVERRIDES
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from gazette.rates.store.unit_of_work import UnitOfWork
from tests.support.aws import clear_tables
from tests.support.crash_injection import CrashInjector, crashes
from tests.support.dynamodb_cost import item_size
from tests.support.fake_cbu import document
from tests.support.rate_table import AT, AZIZA, DAY, days, override_request, view
from tests.support.swallowed import swallowed

NEXT = DAY + timedelta(1)


def served(items, day):
    return json.loads(view(items, day)["TMT"])


@pytest.fixture
def jump(rate_table):
    """Three days of which the second jumps and the third jumps again."""
    for body in days("100.00", "150.00", "225.00"):
        rate_table.store(body)
    return rate_table


def test_one_call_releases_a_rate_and_reaches_the_sheets_after_it(jump):
    before = jump.scan()
    assert served(before, DAY + timedelta(2))["rate"] == "100.00"
    overridden = jump.override(NEXT, held=False, reason="The bank's board has said so.")
    assert (overridden.outcome, overridden.sheet.revision, overridden.sheet.held) == ("overridden", 1, [])
    items = jump.scan()
    released = served(items, NEXT)
    assert (released["rate"], released["change"], released["change_percent"]) == ("150.00", "50.00", "50.00")
    following = served(items, DAY + timedelta(2))
    assert (following["held"], following["rate"]) == (True, "150.00")
    months = [
        items[get_month_series("cbu", "TMT"), month]["rates"]["M"]["TMT"]["S"] for month in ("2025-12", "2026-01")
    ]
    assert months == ["30 100.00;31 150.00", "01 150.00*"]
    assert "reevaluate_after" not in items["source", "cbu"]
    assert set(items) == set(before)


def test_an_override_is_stored_with_its_sheet_and_its_author(jump):
    jump.override(NEXT, held=False, reason="The bank's board has said so.")
    [kept] = json.loads(jump.scan()["cbu", NEXT.isoformat()]["overrides"]["S"])
    assert kept == {
        "currency": "TMT",
        "held": False,
        "rate": "150.00",
        "nominal": 1,
        "reason": "The bank's board has said so.",
        "by": AZIZA,
        "at": "2026-01-10T00:00:00Z",
    }


def test_an_operator_holds_what_the_guard_let_through(rate_table):
    for body in days("100.00", "104.00", "105.00"):
        rate_table.store(body)
    rate_table.override(NEXT, held=True)
    items = rate_table.scan()
    held = served(items, NEXT)
    assert (held["rate"], held["change"], held["held"]) == ("100.00", None, True)
    assert held["candidate"] == {"rate": "104.00", "change": "4.00", "change_percent": "4.00"}
    assert served(items, DAY + timedelta(2))["change"] == "1.00"
    assert items["cbu", NEXT.isoformat()]["held"] == {"M": {"TMT": {"S": "100.00"}}}


def test_the_headline_shows_an_override(rate_table):
    rate_table.store(document(DAY, USD="4210.35"))
    rate_table.store(document(NEXT, USD="8100.00"))
    rate_table.override(NEXT, held=False, currency="USD")
    main = json.loads(rate_table.scan()["cbu", NEXT.isoformat()]["main"]["S"])
    assert (main[0]["rate"], main[0]["change_percent"]) == ("8100.00", "92.38")


def test_the_mark_of_a_redenomination_reaches_the_months_and_the_sheets_after_it(rate_table):
    """Also if a correction takes the currency out of the sheet that has the mark."""
    for body in days("90.00", "529.00", "700.00"):
        rate_table.store(body)
    assert served(rate_table.scan(), DAY + timedelta(2))["rate"] == "90.00"
    rate_table.override(NEXT, held=None, redenominated=True)
    items = rate_table.scan()
    assert items[get_month_series("cbu", "TMT"), "2025-12"]["rates"]["M"]["TMT"]["S"] == "30 90.00;31 529.00!"
    assert served(items, DAY + timedelta(2))["rate"] == "529.00"
    rate_table.store(document(NEXT), fewer=True)
    third = served(rate_table.scan(), DAY + timedelta(2))
    assert (third["rate"], "held" in third) == ("700.00", False)


def test_the_mark_of_the_banks_own_money_reaches_the_months_of_all_currencies(rate_table):
    for body in days("90.00", "0.09", "0.10"):
        rate_table.store(body)
    rate_table.override(NEXT, currency="UZS", held=None, redenominated=True)
    items = rate_table.scan()
    for currency, rates in (("TMT", "30 90.00;31 0.09!"), ("USD", "30 12059.78;31 12059.78!")):
        assert items[get_month_series("cbu", currency), "2025-12"]["rates"]["M"][currency]["S"] == rates
    assert served(items, DAY + timedelta(2))["change"] == "0.01"


def test_a_mark_that_was_never_made_is_not_taken_back(jump):
    assert jump.override(NEXT, held=None, redenominated=False).outcome == "unchanged"


def test_a_repeated_override_is_not_written_again(jump):
    first = jump.override(NEXT, held=False)
    before = jump.scan()
    again = jump.override(NEXT, held=False)
    assert (again.outcome, again.sheet.view) == ("unchanged", first.sheet.view)
    assert jump.scan() == before


def test_another_override_or_another_reason_is_added(jump):
    for how in ({"held": False}, {"held": True}, {"held": True, "reason": "On second thoughts."}):
        assert jump.override(NEXT, **how).outcome == "overridden"
    sheet = jump.repository.get(load_bank("cbu"), NEXT)
    assert [override.held for override in sheet.overrides] == [False, True, True]
    assert sheet.held == ["TMT"]


def test_a_correction_of_the_rate_ends_an_override_which_stays_listed(jump):
    jump.override(NEXT, held=False)
    corrected = jump.store(document(NEXT, TMT="160.00")).sheet
    assert (corrected.held, corrected.revision) == (["TMT"], 2)
    assert corrected.find_override("TMT") is None
    assert [override.rate for override in corrected.overrides] == ["150.00"]


def test_a_correction_of_another_rate_ends_none(jump):
    jump.override(NEXT, held=False)
    assert jump.store(document(NEXT, TMT="150.00", USD="12060.00")).sheet.held == []


def test_an_override_applies_again_when_the_bank_returns_to_that_rate(jump):
    jump.override(NEXT, held=False)
    jump.store(document(NEXT, TMT="160.00"))
    assert jump.store(document(NEXT, TMT="150.00"), at=AT).sheet.held == []


def test_a_release_may_come_before_the_sheet_that_would_have_held_the_rate(rate_table):
    first, second = days("100.00", "150.00")
    rate_table.store(second)
    assert rate_table.override(NEXT, held=False).outcome == "overridden"
    rate_table.store(first)
    assert served(rate_table.scan(), NEXT)["change"] == "50.00"


def test_an_absent_day_or_currency_cannot_be_overridden(jump):
    before = jump.scan()
    with pytest.raises(SheetNotFound, match="cbu published no sheet dated 2026-01-04"):
        jump.override(date(2026, 1, 4), held=False)
    with pytest.raises(CurrencyNotFound, match="XTS is not in the sheet of 2025-12-31"):
        jump.override(NEXT, held=True, currency="XTS")
    assert jump.scan() == before


def test_a_rate_cannot_be_held_if_there_is_no_earlier_rate_to_serve(rate_table):
    rate_table.store(document(DAY))
    rate_table.store(document(NEXT, TMT="100.00"))
    before = rate_table.scan()
    for day, currency in ((DAY, "USD"), (NEXT, "TMT")):
        with pytest.raises(NoFormerRate, match=f"before {day} has a {currency}"):
            rate_table.override(day, held=True, currency=currency)
    assert rate_table.scan() == before


def test_an_override_of_a_rate_that_was_corrected_since_is_refused(jump):
    before = jump.scan()
    with pytest.raises(AnotherRate) as refused:
        jump.override(NEXT, held=False, rate=Decimal("15.00"))
    assert refused.value.extensions == {"printed": "150.00"}
    assert jump.scan() == before
    assert jump.override(NEXT, held=False, rate=Decimal(150)).outcome == "overridden"


def test_a_sheet_stays_small_enough_to_be_read(rate_table):
    """With as many overrides as it may have, with the longest reasons in the widest letters."""
    for body in days("100.00", "104.00"):
        rate_table.store(body)
    sheet = rate_table.repository.get(load_bank("cbu"), NEXT)
    for number in range(MAX_OVERRIDES):
        request = override_request(held=bool(number % 2), reason="\U0001f4b1" * 500)
        sheet = sheet.with_override(request.to_override(sheet.sheet.rates["TMT"]))
    item = serialize(sheet.to_item(["USD"]))
    assert item_size(item) < 300_000
    rate_table.dynamodb.put_item(TableName=rate_table.name, Item=item)
    with pytest.raises(TooManyDecisions):
        rate_table.override(NEXT, held=True)


def scan_after_events(rate_table, events):
    """All items after these events, in an empty table."""
    clear_tables()
    for event in events:
        event()
    return rate_table.scan()


def test_every_order_of_days_and_a_release_leaves_the_same_table(rate_table):
    stores = [lambda body=body: rate_table.store(body, at=AT) for body in days("100.00", "150.00", "225.00")]
    release = lambda: rate_table.override(NEXT, held=False)  # noqa: E731 (one of the events)
    expected = scan_after_events(rate_table, [*stores, release])
    for order in permutations([*stores, release]):
        if order.index(release) > order.index(stores[1]):
            assert scan_after_events(rate_table, order) == expected


RATES = st.sampled_from(["100.00", "104.00", "150.00", "155.00", "225.00", "90.00"])


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rates=st.lists(RATES, min_size=4, max_size=5),
    corrected=RATES,
    place=st.integers(1, 3),
    held=st.booleans(),
    chance=st.randoms(use_true_random=False),
)
def test_any_order_of_days_a_correction_and_an_override_leaves_the_same_table(
    rate_table, rates, corrected, place, held, chance
):
    """A hold needs the day before it. An override of the corrected day comes after the correction in both orders, or
    before it in both, because it is an override of what the bank printed at that time."""
    bodies = days(*rates)
    overridden_day = DAY + timedelta(place)
    stores = [lambda body=body: rate_table.store(body, at=AT) for body in bodies]
    correct = lambda: rate_table.store(document(DAY + timedelta(1), TMT=corrected), at=AT)  # noqa: E731
    hold_or_release = lambda: rate_table.override(overridden_day, held=held)  # noqa: E731
    events = [*stores, correct, hold_or_release] if chance.random() < 0.5 else [*stores, hold_or_release, correct]
    shuffled = list(events)
    chance.shuffle(shuffled)

    def allowed(order):
        at = order.index
        return (
            at(stores[1]) < at(correct)
            and at(stores[place]) < at(hold_or_release)
            and (not held or at(stores[place - 1]) < at(hold_or_release))
            and (
                place != 1
                or (at(correct) < at(hold_or_release)) == (events.index(correct) < events.index(hold_or_release))
            )
        )

    while not allowed(shuffled):
        chance.shuffle(shuffled)
    assert scan_after_events(rate_table, shuffled) == scan_after_events(rate_table, events)


def test_a_hundred_concurrent_overrides_and_runs_leave_one_of_each(rate_table):
    first, second, third = days("100.00", "150.00", "225.00")
    rate_table.store(first, at=AT)
    rate_table.store(second, at=AT)
    work = [lambda: rate_table.override(NEXT, held=False), lambda: rate_table.store(third, at=AT)] * 50
    with ThreadPoolExecutor(100) as threads:
        outcomes = Counter(run.result().outcome for run in [threads.submit(one) for one in work])
    assert outcomes == {"overridden": 1, "stored": 1, "unchanged": 98}
    found = rate_table.scan()
    stores = [lambda body=body: rate_table.store(body, at=AT) for body in (first, second, third)]
    assert found == scan_after_events(rate_table, [*stores, lambda: rate_table.override(NEXT, held=False)])


def test_different_concurrent_overrides_and_days_are_all_stored(rate_table):
    bodies = days("100.00", "150.00", "225.00", "226.00")
    for body in bodies[:2]:
        rate_table.store(body, at=AT)
    reasons = [f"Reason {number}." for number in range(6)]
    with ThreadPoolExecutor(8) as threads:
        work = [threads.submit(rate_table.override, NEXT, held=False, reason=reason) for reason in reasons]
        work += [threads.submit(rate_table.store, body, AT) for body in bodies[2:]]
        assert {run.result().outcome for run in work} == {"overridden", "stored"}
    found = rate_table.scan()
    kept = json.loads(found["cbu", NEXT.isoformat()].pop("overrides")["S"])
    assert sorted(override["reason"] for override in kept) == reasons
    assert found["source", "cbu"]["writes"]["N"] == "10"
    stores = [lambda body=body: rate_table.store(body, at=AT) for body in bodies]
    hold_or_release = [lambda reason=reason: rate_table.override(NEXT, held=False, reason=reason) for reason in reasons]
    expected = scan_after_events(rate_table, [*stores, *hold_or_release])
    del expected["cbu", NEXT.isoformat()]["overrides"]
    assert found == expected


@pytest.mark.parametrize("held", [True, False])
def test_a_crash_at_any_call_and_a_repetition_leave_the_same_table_as_one_call(rate_table, held):
    """The override changes the next two sheets too, the second one by the pending re-evaluation."""
    before = rate_table.scan_after(days("100.00", "104.00" if held else "150.00", "225.00", "340.00", "345.00"))
    injector = CrashInjector()

    def hold_or_release() -> None:
        commands = SheetCommands(RateRepository(rate_table.name, injector.dynamodb))
        assert commands.override(load_bank("cbu"), NEXT, override_request(held=held)).outcome in (
            "overridden",
            "unchanged",
        )

    found = {crash: rate_table.scan() for crash in crashes(injector, rate_table.name, hold_or_release)}
    expected = found[0, ""]
    assert "reevaluate_after" not in expected["source", "cbu"]
    for changed in (1, 2, 3):
        assert view(expected, DAY + timedelta(changed)) != view(before, DAY + timedelta(changed))
    assert {crash for crash, items in found.items() if items != expected} == set()


def test_a_command_that_always_comes_second_ends_as_unavailable(rate_table, monkeypatch):
    for body in days("100.00", "150.00"):
        rate_table.store(body)
    monkeypatch.setattr("gazette.dynamodb.retry.LONGEST_PAUSE", 0)
    others = iter(range(100))

    def write_first(**_):
        """Another writer commits between the reads and the write."""
        number = next(others)
        if number % 2 == 0:
            return
        rate_table.dynamodb.update_item(
            TableName=rate_table.name,
            Key={"series": {"S": "source"}, "date": {"S": "cbu"}},
            UpdateExpression="ADD writes :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    injector = CrashInjector()
    injector.arm(0)
    injector.dynamodb.meta.events.register("before-call.dynamodb.Query", write_first)
    commands = SheetCommands(RateRepository(rate_table.name, injector.dynamodb), tries=3)
    with pytest.raises(Unavailable):
        commands.override(load_bank("cbu"), NEXT, override_request(held=False))
    assert "overrides" not in rate_table.scan()["cbu", NEXT.isoformat()]
    assert next(others) == 6


def test_a_committed_override_is_reported_though_its_re_evaluations_have_to_wait(rate_table, monkeypatch, caplog):
    for body in days("100.00", "150.00", "225.00", "340.00"):
        rate_table.store(body)
    finish, units = UnitOfWork.finish_reevaluation, []

    def busy(unit):
        """Once it is committed, the table is busy."""
        if unit in units:
            raise Unavailable()
        units.append(unit)
        return finish(unit)

    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "finish_reevaluation", busy)
        assert rate_table.override(NEXT, held=False).outcome == "overridden"
    assert swallowed(caplog) == [("reevaluation-waits", 1)]
    assert "reevaluate_after" in rate_table.scan()["source", "cbu"]
    rate_table.commands.finish_reevaluation(load_bank("cbu"))
    assert "reevaluate_after" not in rate_table.scan()["source", "cbu"]


def test_an_override_leaves_the_published_rates_as_they_were(jump):
    published = jump.scan()["cbu/revision", f"{NEXT}#0001"]
    jump.override(NEXT, held=False)
    items = jump.scan()
    assert items["cbu/revision", f"{NEXT}#0001"] == published
    assert unpack(items["cbu", NEXT.isoformat()]["published"]["B"]) == unpack(published["published"]["B"])
