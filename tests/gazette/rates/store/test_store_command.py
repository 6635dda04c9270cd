"""Sheets in the table: stored whole and once, in any order, after any crash."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.dynamodb.items import serialize
from gazette.encoding import unpack
from gazette.rates.ingestion.bank_ingestion import BankIngestion
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.keys import get_month_series, list_month_series
from gazette.rates.model import Rejected, Sheet
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.support.aws import clear_tables
from tests.support.crash_injection import CrashInjector, crashes
from tests.support.dynamodb_cost import item_size
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document, full
from tests.support.rate_table import AT, DAY, days, view


def test_a_stored_sheet_has_a_revision_and_updates_the_items_of_its_source(rate_table):
    stored = rate_table.store(DECEMBER_18)
    assert stored.outcome == "stored"
    assert list(rate_table.scan()) == [
        ("cbu", "2025-12-18"),
        *((f"cbu/month/{number}", "2025-12") for number in range(8)),
        ("cbu/revision", "2025-12-18#0001"),
        ("currency", "cbu"),
        ("source", "cbu"),
    ]


def test_a_fragment_is_the_public_answer_of_a_currency(rate_table):
    rate_table.store(DECEMBER_17)
    rate_table.store(DECEMBER_18)
    assert view(rate_table.scan(), date(2025, 12, 18))["USD"] == (
        '{"currency":"USD","numeric":"840","nominal":1,"rate":"12059.78","per_unit":"12059.78",'
        '"change":"-46.00","change_percent":"-0.38"}'
    )


def test_a_sheet_of_75_currencies_is_a_small_item(rate_table):
    rate_table.store(full(DAY))
    item = rate_table.store(full(DAY + timedelta(1), step=1)).sheet.to_item(["USD", "EUR", "RUB"])
    assert item_size(serialize(item)) < 4096


def test_the_same_content_is_not_written_again(rate_table):
    rate_table.store(DECEMBER_18)
    before = rate_table.scan()
    assert rate_table.store(DECEMBER_18, at=AT).outcome == "unchanged"
    assert rate_table.scan() == before


def test_other_content_is_a_revision_and_the_old_one_is_kept(rate_table):
    first, second, third = days("100.00", "101.00", "102.00")
    for body in (first, second, third):
        rate_table.store(body)
    corrected = rate_table.store(document(DAY + timedelta(1), TMT="101.50"), at=AT)
    items = rate_table.scan()
    assert (corrected.outcome, corrected.sheet.revision) == ("corrected", 2)
    assert '"change":"0.50"' in view(items, DAY + timedelta(2))["TMT"]
    kept = [unpack(items["cbu/revision", f"2025-12-31#000{n}"]["published"]["B"]) for n in (1, 2)]
    assert "TMT 934 1 101.00 0" in kept[0]
    assert "TMT 934 1 101.50 0" in kept[1]


def test_a_sheet_is_evaluated_again_when_the_day_before_it_arrives_late(rate_table):
    first, second, third = days("100.00", "108.00", "115.00")
    rate_table.store(first)
    rate_table.store(third)
    assert '"held":true' in view(rate_table.scan(), DAY + timedelta(2))["TMT"]
    rate_table.store(second)
    late = view(rate_table.scan(), DAY + timedelta(2))["TMT"]
    assert '"change":"7.00","change_percent":"6.48"' in late


def test_a_correction_reaches_the_sheet_after_one_that_lacks_the_currency(rate_table):
    for body in days("100.00", None, "150.00"):
        rate_table.store(body, fewer=True)
    assert '"rate":"100.00"' in view(rate_table.scan(), DAY + timedelta(2))["TMT"]
    rate_table.store(document(DAY, TMT="149.00"), at=AT)
    assert '"rate":"150.00"' in view(rate_table.scan(), DAY + timedelta(2))["TMT"]


def test_a_sheet_of_long_ago_is_no_predecessor(rate_table):
    """During a backfill, the rates of 1994 must not be served instead of a jump of today."""
    for ago in (32, 31):
        rate_table.store(document(DAY - timedelta(ago), TMT="50.00"))
        item = rate_table.store(document(DAY, TMT="100.00", USD=f"{12059 + ago}.78")).sheet
        assert (item.previous is None, item.held) == ((True, []) if ago == 32 else (False, ["TMT"]))


def test_a_month_has_every_currency_per_unit_and_marks_held_rates(rate_table):
    for body in days("100.00", "150.00", "151.00"):
        rate_table.store(body)
    items = rate_table.scan()
    assert items[get_month_series("cbu", "TMT"), "2025-12"]["rates"]["M"]["TMT"]["S"] == "30 100.00;31 100.00*"
    assert items[get_month_series("cbu", "TMT"), "2026-01"]["rates"]["M"]["TMT"]["S"] == "01 151.00<150.00"


def test_every_part_of_a_month_lists_each_day_that_has_a_sheet(rate_table):
    for ahead, rates in enumerate(({"TMT": "100.00"}, {}, {"TMT": "101.00"})):
        rate_table.store(document(DAY - timedelta(2 - ahead), **rates), fewer=True)
    items = rate_table.scan()
    assert {items[series, "2025-12"]["days"]["S"] for series in list_month_series("cbu")} == {"28 29 30"}
    assert items[get_month_series("cbu", "TMT"), "2025-12"]["rates"]["M"]["TMT"]["S"] == "28 100.00;30 101.00"


def dated(day: date, *rows: tuple[str, ...]) -> bytes:
    """The dollar, the euro and the ruble of a day: each its rate, and the bank's own difference."""
    return document(day, **dict(zip(("USD", "EUR", "RUB"), rows, strict=True)))


EIGHTH, NINTH = DAY + timedelta(1), DAY + timedelta(2)
OF_EIGHTH = dated(EIGHTH, ("12000.00", "0"), ("14000.00", "0"), ("150.00", "0"))
OF_NINTH = dated(NINTH, ("12010.00", "10"), ("14010.00", "10"), ("151.00", "1"))
TENTH_DATED_NINTH = dated(NINTH, ("12030.00", "20"), ("14040.00", "30"), ("151.50", "0.5"))


def test_the_figures_of_the_next_day_are_rejected_under_the_date_of_a_stored_day(rate_table):
    rate_table.store(OF_EIGHTH)
    rate_table.store(OF_NINTH)
    before = rate_table.scan()
    with pytest.raises(Rejected, match="would correct 3 rates whose differences do not fit"):
        rate_table.store(TENTH_DATED_NINTH)
    assert rate_table.scan() == before


@pytest.mark.parametrize(
    "rows",
    [
        [("12011.00", "10"), ("14010.00", "10"), ("151.00", "1")],
        [("12011.00", "10"), ("14011.00", "10"), ("151.00", "1")],
        [("12030.00", "30"), ("14040.00", "40"), ("151.50", "1.5")],
    ],
    ids=["one rate, its difference as before", "two rates", "all rates, with differences that fit"],
)
def test_a_true_correction_is_stored(rate_table, rows):
    rate_table.store(OF_EIGHTH)
    rate_table.store(OF_NINTH)
    assert rate_table.store(dated(NINTH, *rows)).outcome == "corrected"


def test_differences_reject_no_correction_of_a_sheet_whose_own_differences_did_not_fit(rate_table):
    """The sheet between may not be stored yet, or the figures of another day came first."""
    rate_table.store(OF_EIGHTH)
    rate_table.store(TENTH_DATED_NINTH)
    assert rate_table.store(OF_NINTH).outcome == "corrected"
    clear_tables()
    rate_table.store(dated(DAY, ("11000.00", "0"), ("13000.00", "0"), ("140.00", "0")))
    rate_table.store(OF_NINTH)
    again = dated(NINTH, ("12011.00", "11"), ("14011.00", "11"), ("151.10", "1.1"))
    assert rate_table.store(again).outcome == "corrected"


def test_a_correction_removes_a_currency_from_the_month(rate_table):
    for rates in ({"TMT": "100.00"}, {}):
        rate_table.store(document(DAY, **rates), fewer=True)
    item = rate_table.scan()[get_month_series("cbu", "TMT"), "2025-12"]
    assert "TMT" not in item["rates"]["M"]
    assert item["days"]["S"] == "30"


def test_a_correction_rewrites_only_the_parts_that_it_changes(rate_table):
    rate_table.store(document(DAY, TMT="100.00"))
    before = rate_table.scan()
    rate_table.store(document(DAY, TMT="101.00"))
    changed = {series for (series, day), item in rate_table.scan().items() if before.get((series, day)) != item}
    assert {series for series in changed if "month" in series} == {get_month_series("cbu", "TMT")}


def test_currencies_know_their_first_and_last_day(rate_table):
    rate_table.store(document(DAY, XTS="5.00"))
    rate_table.store(document(DAY + timedelta(1), XTS="5.00", VND=("4.63", "0", "10")))
    known = unpack(rate_table.scan()["currency", "cbu"]["view"]["B"])
    assert '"currency":"XTS","numeric":"999"' in known
    assert '"minor_units":null,"first_date":"2025-12-30","last_date":"2025-12-31","retired":false' in known
    assert '"nominal":10,"minor_units":0,"first_date":"2025-12-31","last_date":"2025-12-31"' in known


def test_a_sheet_that_lost_its_currencies_changes_nothing(rate_table):
    rate_table.store(full(DAY))
    before = rate_table.scan()
    for day in (DAY, DAY + timedelta(1)):
        with pytest.raises(Rejected):
            rate_table.store(document(day))
    assert rate_table.scan() == before


def test_a_sheet_that_lost_its_currencies_is_rejected_after_any_gap(rate_table):
    rate_table.store(full(DAY))
    later = document(DAY + timedelta(400))
    with pytest.raises(Rejected, match="has only 3 of the 74 currencies of 2025-12-30"):
        rate_table.store(later)
    assert rate_table.store(later, fewer=True).outcome == "stored"


def test_a_stored_sheet_with_fewer_currencies_is_unchanged_when_it_is_read_again(rate_table):
    rate_table.store(full(DAY))
    rate_table.store(document(DAY + timedelta(1)), fewer=True)
    before = rate_table.scan()
    assert rate_table.store(document(DAY + timedelta(1)), at=AT).outcome == "unchanged"
    assert rate_table.scan() == before


def test_a_sheet_whose_fuller_predecessor_came_later_is_unchanged_when_it_is_read_again(rate_table):
    rate_table.store(document(DAY + timedelta(1)))
    assert rate_table.store(full(DAY)).lost_currencies["date"] == "2025-12-31"
    before = rate_table.scan()
    assert rate_table.store(document(DAY + timedelta(1)), at=AT).outcome == "unchanged"
    assert rate_table.scan() == before


@pytest.mark.slow
def test_every_order_of_days_leaves_the_same_table(rate_table):
    bodies = days("100.00", "150.00", "225.00", "226.00")
    expected = rate_table.scan_after(bodies)
    assert "reevaluate_after" not in expected["source", "cbu"]
    for order in permutations(bodies):
        assert rate_table.scan_after(order) == expected


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["100.00", "104.00", "150.00", "225.00", "90.00", None]), min_size=4, max_size=6),
    st.randoms(use_true_random=False),
)
def test_any_order_of_any_days_and_a_correction_leave_the_same_table(rate_table, rates, chance):
    bodies = days(*rates)
    correction = document(DAY + timedelta(1), TMT="130.00")
    shuffled = list(bodies)
    chance.shuffle(shuffled)
    place = chance.randint(shuffled.index(bodies[1]) + 1, len(shuffled))
    late = rate_table.scan_after([*shuffled[:place], correction, *shuffled[place:]], fewer=True)
    assert late == rate_table.scan_after([*bodies, correction], fewer=True)


def test_a_hundred_concurrent_runs_leave_one_sheet(rate_table):
    rate_table.store(DECEMBER_17)
    with ThreadPoolExecutor(100) as threads:
        outcomes = [run.result().outcome for run in [threads.submit(rate_table.store, DECEMBER_18) for _ in range(100)]]
    assert outcomes.count("stored") == 1
    assert outcomes.count("unchanged") == 99
    items = rate_table.scan()
    assert items["source", "cbu"]["writes"]["N"] == "2"
    assert ("cbu/revision", "2025-12-18#0002") not in items


def test_concurrent_days_leave_the_same_table_as_one_after_another(rate_table):
    bodies = days("100.00", "150.00", "225.00", "226.00", "300.00", "310.00")
    expected = rate_table.scan_after(bodies)
    clear_tables()
    with ThreadPoolExecutor(6) as threads:
        for run in [threads.submit(rate_table.store, body, AT) for body in bodies]:
            run.result()
    assert rate_table.scan() == expected


def test_a_crash_at_any_call_and_another_run_leave_the_same_table_as_one_run(rate_table, raw_bucket):
    """The late day causes a re-evaluation of the next two sheets."""
    first, late, third, fourth = days("100.00", "140.00", "150.00", "225.00")
    before = rate_table.scan_after([first, third, fourth])
    injector = CrashInjector()

    def ingest() -> None:
        commands = SheetCommands(RateRepository(rate_table.name, injector.dynamodb))
        ingestion = BankIngestion(load_bank("cbu"), lambda _: late, commands, RawBodies(raw_bucket, injector.s3), at=AT)
        assert ingestion.ingest_days([DAY + timedelta(1)])[0].outcome in ("stored", "unchanged")

    found = {crash: rate_table.scan() for crash in crashes(injector, rate_table.name, ingest)}
    expected = found[0, ""]
    assert "reevaluate_after" not in expected["source", "cbu"]
    assert view(expected, DAY + timedelta(3)) != view(before, DAY + timedelta(3))
    assert {crash for crash, items in found.items() if items != expected} == set()


def test_a_sheet_reads_back_as_it_was(rate_table):
    stored = rate_table.store(full(DAY)).sheet
    read = rate_table.repository.find_newest(load_bank("cbu"), DAY + timedelta(9))
    assert read == stored or (read.sheet.content, read.view, read.raw) == (
        stored.sheet.content,
        stored.view,
        stored.raw,
    )
    assert Sheet.from_content(DAY, stored.sheet.content).hash == stored.sheet.hash
