"""What a decision leaves in the table: with its sheet, in whatever order, whatever breaks off."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.encoding import unpack
from gazette.errors import Unavailable
from gazette.rates.errors import AnotherRate, CurrencyNotFound, NoFormerRate, SheetNotFound, TooManyDecisions
from gazette.rates.keys import part
from gazette.rates.sources import bank
from gazette.rates.store.override import MOST_DECISIONS
from gazette.rates.store.repository import RateRepository
from gazette.rates.store.unit_of_work import UnitOfWork
from tests.conftest import clear_tables
from tests.support.crash_injection import CrashInjector, crashes
from tests.support.fake_cbu import document
from tests.support.rate_table import AT, AZIZA, DAY, days, ruling, view

NEXT = DAY + timedelta(1)


def quoted(items, day):
    return json.loads(view(items, day)["TMT"])


@pytest.fixture
def jump(ledger):
    """Three days of which the second jumps and the third jumps again."""
    for body in days("100.00", "150.00", "225.00"):
        ledger.store(body)
    return ledger


def test_one_call_releases_a_rate_and_reaches_the_sheets_after_it(jump):
    before = jump.everything()
    assert quoted(before, DAY + timedelta(2))["rate"] == "100.00"
    decided = jump.decide(NEXT, held=False, reason="The bank's board has said so.")
    assert (decided.outcome, decided.sheet.revision, decided.sheet.held) == ("decided", 1, [])
    items = jump.everything()
    released = quoted(items, NEXT)
    assert (released["rate"], released["change"], released["change_percent"]) == ("150.00", "50.00", "50.00")
    following = quoted(items, DAY + timedelta(2))
    assert (following["held"], following["rate"]) == (True, "150.00")
    months = [items[part("cbu", "TMT"), month]["rates"]["M"]["TMT"]["S"] for month in ("2025-12", "2026-01")]
    assert months == ["30 100.00;31 150.00", "01 150.00*"]
    assert "unsettled" not in items["source", "cbu"]
    assert set(items) == set(before)


def test_a_decision_is_kept_with_its_sheet_and_names_who_made_it(jump):
    jump.decide(NEXT, held=False, reason="The bank's board has said so.")
    [kept] = json.loads(jump.everything()["cbu", NEXT.isoformat()]["decisions"]["S"])
    assert kept == {
        "currency": "TMT",
        "held": False,
        "rate": "150.00",
        "nominal": 1,
        "reason": "The bank's board has said so.",
        "by": AZIZA,
        "at": "2026-01-10T00:00:00Z",
    }


def test_an_operator_holds_what_the_guard_let_through(ledger):
    for body in days("100.00", "104.00", "105.00"):
        ledger.store(body)
    ledger.decide(NEXT, held=True)
    items = ledger.everything()
    held = quoted(items, NEXT)
    assert (held["rate"], held["change"], held["held"]) == ("100.00", None, True)
    assert held["candidate"] == {"rate": "104.00", "change": "4.00", "change_percent": "4.00"}
    assert quoted(items, DAY + timedelta(2))["change"] == "1.00"
    assert items["cbu", NEXT.isoformat()]["held"] == {"M": {"TMT": {"S": "100.00"}}}


def test_the_header_shows_what_was_decided(ledger):
    ledger.store(document(DAY, USD="4210.35"))
    ledger.store(document(NEXT, USD="8100.00"))
    ledger.decide(NEXT, held=False, currency="USD")
    main = json.loads(ledger.everything()["cbu", NEXT.isoformat()]["main"]["S"])
    assert (main[0]["rate"], main[0]["change_percent"]) == ("8100.00", "92.38")


def test_the_same_decision_again_is_not_written_again(jump):
    first = jump.decide(NEXT, held=False)
    before = jump.everything()
    again = jump.decide(NEXT, held=False)
    assert (again.outcome, again.sheet.view) == ("unchanged", first.sheet.view)
    assert jump.everything() == before


def test_another_decision_or_another_reason_is_one_more(jump):
    for how in ({"held": False}, {"held": True}, {"held": True, "reason": "On second thoughts."}):
        assert jump.decide(NEXT, **how).outcome == "decided"
    sheet = jump.table.sheet(bank("cbu"), NEXT)
    assert [decision.held for decision in sheet.decisions] == [False, True, True]
    assert sheet.held == ["TMT"]


def test_a_correction_of_the_rate_ends_a_decision_which_stays_listed(jump):
    jump.decide(NEXT, held=False)
    corrected = jump.store(document(NEXT, TMT="160.00")).sheet
    assert (corrected.held, corrected.revision) == (["TMT"], 2)
    assert corrected.decided("TMT") is None
    assert [decision.rate for decision in corrected.decisions] == ["150.00"]


def test_a_correction_of_another_rate_ends_none(jump):
    jump.decide(NEXT, held=False)
    assert jump.store(document(NEXT, TMT="150.00", USD="12060.00")).sheet.held == []


def test_a_decision_on_a_corrected_rate_counts_again_when_the_bank_goes_back_to_it(jump):
    jump.decide(NEXT, held=False)
    jump.store(document(NEXT, TMT="160.00"))
    assert jump.store(document(NEXT, TMT="150.00"), at=AT).sheet.held == []


def test_a_release_may_come_before_the_sheet_that_would_have_held_the_rate(ledger):
    first, second = days("100.00", "150.00")
    ledger.store(second)
    assert ledger.decide(NEXT, held=False).outcome == "decided"
    ledger.store(first)
    assert quoted(ledger.everything(), NEXT)["change"] == "50.00"


def test_there_is_nothing_to_decide_about_a_day_or_a_currency_that_is_not_there(jump):
    before = jump.everything()
    with pytest.raises(SheetNotFound, match="cbu published no sheet dated 2026-01-04"):
        jump.decide(date(2026, 1, 4), held=False)
    with pytest.raises(CurrencyNotFound, match="XTS is not in the sheet of 2025-12-31"):
        jump.decide(NEXT, held=True, currency="XTS")
    assert jump.everything() == before


def test_nothing_is_held_where_nothing_could_be_served_instead(ledger):
    ledger.store(document(DAY))
    ledger.store(document(NEXT, TMT="100.00"))
    before = ledger.everything()
    for day, currency in ((DAY, "USD"), (NEXT, "TMT")):
        with pytest.raises(NoFormerRate, match=f"before {day} has a {currency}"):
            ledger.decide(day, held=True, currency=currency)
    assert ledger.everything() == before


def test_a_decision_on_a_rate_that_the_bank_has_corrected_since_is_refused(jump):
    before = jump.everything()
    with pytest.raises(AnotherRate) as refused:
        jump.decide(NEXT, held=False, rate=Decimal("15.00"))
    assert refused.value.extensions == {"printed": "150.00"}
    assert jump.everything() == before
    assert jump.decide(NEXT, held=False, rate=Decimal(150)).outcome == "decided"


def test_a_sheet_stays_small_enough_to_be_read(ledger):
    """The longest decisions in the widest letters, of everything that a sheet may have."""
    for body in days("100.00", "104.00"):
        ledger.store(body)
    longest = ledger.table.sheet(bank("cbu"), NEXT)
    for turn in range(MOST_DECISIONS):
        longest = longest.deciding(
            ruling(held=bool(turn % 2), reason="\U0001f4b1" * 500).on(longest.sheet.rates["TMT"])
        )
    item = longest.item(["USD"])
    assert len(item["decisions"]["S"].encode()) < 300_000
    ledger.dynamodb.put_item(TableName=ledger.name, Item=item)
    with pytest.raises(TooManyDecisions):
        ledger.decide(NEXT, held=True)


def play(ledger, events):
    """What the table holds after sheets and decisions in this order."""
    clear_tables()
    for event in events:
        event()
    return ledger.everything()


def test_every_order_of_days_and_a_release_leaves_the_same_table(ledger):
    stores = [lambda body=body: ledger.store(body, at=AT) for body in days("100.00", "150.00", "225.00")]
    release = lambda: ledger.decide(NEXT, held=False)  # noqa: E731 (one of the events)
    expected = play(ledger, [*stores, release])
    for order in permutations([*stores, release]):
        if order.index(release) > order.index(stores[1]):
            assert play(ledger, order) == expected


RATES = st.sampled_from(["100.00", "104.00", "150.00", "155.00", "225.00", "90.00"])


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rates=st.lists(RATES, min_size=4, max_size=5),
    corrected=RATES,
    place=st.integers(1, 3),
    held=st.booleans(),
    chance=st.randoms(use_true_random=False),
)
def test_any_order_of_days_a_correction_and_a_decision_leaves_the_same_table(
    ledger, rates, corrected, place, held, chance
):
    """A hold needs the day before it. What is decided about a corrected day is decided after the correction, or before
    it both times: it is about what the bank printed then."""
    bodies = days(*rates)
    decided = DAY + timedelta(place)
    stores = [lambda body=body: ledger.store(body, at=AT) for body in bodies]
    correct = lambda: ledger.store(document(DAY + timedelta(1), TMT=corrected), at=AT)  # noqa: E731
    decide = lambda: ledger.decide(decided, held=held)  # noqa: E731
    events = [*stores, correct, decide] if chance.random() < 0.5 else [*stores, decide, correct]
    shuffled = list(events)
    chance.shuffle(shuffled)

    def allowed(order):
        at = order.index
        return (
            at(stores[1]) < at(correct)
            and at(stores[place]) < at(decide)
            and (not held or at(stores[place - 1]) < at(decide))
            and (place != 1 or (at(correct) < at(decide)) == (events.index(correct) < events.index(decide)))
        )

    while not allowed(shuffled):
        chance.shuffle(shuffled)
    assert play(ledger, shuffled) == play(ledger, events)


def test_a_hundred_decisions_and_runs_at_once_leave_one_of_each(ledger):
    first, second, third = days("100.00", "150.00", "225.00")
    ledger.store(first, at=AT)
    ledger.store(second, at=AT)
    work = [lambda: ledger.decide(NEXT, held=False), lambda: ledger.store(third, at=AT)] * 50
    with ThreadPoolExecutor(100) as threads:
        outcomes = Counter(run.result().outcome for run in [threads.submit(one) for one in work])
    assert outcomes == {"decided": 1, "stored": 1, "unchanged": 98}
    found = ledger.everything()
    stores = [lambda body=body: ledger.store(body, at=AT) for body in (first, second, third)]
    assert found == play(ledger, [*stores, lambda: ledger.decide(NEXT, held=False)])


def test_different_decisions_and_days_at_once_all_land(ledger):
    bodies = days("100.00", "150.00", "225.00", "226.00")
    for body in bodies[:2]:
        ledger.store(body, at=AT)
    reasons = [f"Reason {number}." for number in range(6)]
    with ThreadPoolExecutor(8) as threads:
        work = [threads.submit(ledger.decide, NEXT, held=False, reason=reason) for reason in reasons]
        work += [threads.submit(ledger.store, body, AT) for body in bodies[2:]]
        assert {run.result().outcome for run in work} == {"decided", "stored"}
    found = ledger.everything()
    kept = json.loads(found["cbu", NEXT.isoformat()].pop("decisions")["S"])
    assert sorted(decision["reason"] for decision in kept) == reasons
    assert found["source", "cbu"]["writes"]["N"] == "10"
    stores = [lambda body=body: ledger.store(body, at=AT) for body in bodies]
    decide = [lambda reason=reason: ledger.decide(NEXT, held=False, reason=reason) for reason in reasons]
    expected = play(ledger, [*stores, *decide])
    del expected["cbu", NEXT.isoformat()]["decisions"]
    assert found == expected


@pytest.mark.parametrize("held", [True, False])
def test_a_crash_at_any_call_and_the_same_call_again_leave_what_one_call_leaves(ledger, held):
    """It reaches the two sheets after it, the second one by the mark of what is unsettled."""
    before = ledger.after(days("100.00", "104.00" if held else "150.00", "225.00", "340.00", "345.00"))
    fuse = CrashInjector()

    def decide() -> None:
        rates = RateRepository(ledger.name, fuse.dynamodb)
        assert rates.decide(bank("cbu"), NEXT, ruling(held=held)).outcome in ("decided", "unchanged")

    found = {crash: ledger.everything() for crash in crashes(fuse, ledger.name, decide)}
    expected = found[0, ""]
    assert "unsettled" not in expected["source", "cbu"]
    for changed in (1, 2, 3):
        assert view(expected, DAY + timedelta(changed)) != view(before, DAY + timedelta(changed))
    assert {crash for crash, items in found.items() if items != expected} == set()


def test_who_always_comes_second_is_told_to_try_again(ledger, monkeypatch):
    for body in days("100.00", "150.00"):
        ledger.store(body)
    monkeypatch.setattr("gazette.rates.store.repository._LONGEST_PAUSE", 0)
    others = iter(range(100))

    def overtaken(**_):
        """Somebody else writes between what is read and what is written."""
        number = next(others)
        if number % 2 == 0:
            return
        ledger.dynamodb.update_item(
            TableName=ledger.name,
            Key={"series": {"S": "source"}, "date": {"S": "cbu"}},
            UpdateExpression="ADD writes :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    fuse = CrashInjector()
    fuse.set(0)
    fuse.dynamodb.meta.events.register("before-call.dynamodb.Query", overtaken)
    with pytest.raises(Unavailable):
        RateRepository(ledger.name, fuse.dynamodb, tries=3).decide(bank("cbu"), NEXT, ruling(held=False))
    assert "decisions" not in ledger.everything()["cbu", NEXT.isoformat()]
    assert next(others) == 6


def test_what_is_written_is_said_to_be_so_though_what_follows_from_it_has_to_wait(ledger, monkeypatch):
    for body in days("100.00", "150.00", "225.00", "340.00"):
        ledger.store(body)
    settle, turns = UnitOfWork.settle, []

    def busy(turn):
        """Once it is written, too many others are in the way."""
        if turn in turns:
            raise Unavailable()
        turns.append(turn)
        return settle(turn)

    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "settle", busy)
        assert ledger.decide(NEXT, held=False).outcome == "decided"
    assert "unsettled" in ledger.everything()["source", "cbu"]
    ledger.table.settle(bank("cbu"))
    assert "unsettled" not in ledger.everything()["source", "cbu"]


def test_published_rates_are_left_as_they_were(jump):
    published = jump.everything()["cbu/revision", f"{NEXT}#0001"]
    jump.decide(NEXT, held=False)
    items = jump.everything()
    assert items["cbu/revision", f"{NEXT}#0001"] == published
    assert unpack(items["cbu", NEXT.isoformat()]["published"]["B"]) == unpack(published["published"]["B"])
