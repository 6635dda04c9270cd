"""What a sheet leaves in the table: whole, once, in whatever order, whatever breaks off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.encoding import unpack
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.ingestion.run import Ingestion
from gazette.rates.keys import part, parts
from gazette.rates.model import Rejected, Sheet
from gazette.rates.sources import bank
from gazette.rates.store.repository import RateRepository
from tests.conftest import clear_tables
from tests.support.crash_injection import CrashInjector, crashes
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document, full
from tests.support.rate_table import AT, DAY, days, view


def test_a_sheet_leaves_itself_its_revision_and_what_sums_up_the_source(ledger):
    stored = ledger.store(DECEMBER_18)
    assert stored.outcome == "stored"
    assert list(ledger.everything()) == [
        ("cbu", "2025-12-18"),
        *((f"cbu/month/{part}", "2025-12") for part in range(8)),
        ("cbu/revision", "2025-12-18#0001"),
        ("currency", "cbu"),
        ("source", "cbu"),
    ]


def test_a_fragment_is_the_public_answer_of_a_currency(ledger):
    ledger.store(DECEMBER_17)
    ledger.store(DECEMBER_18)
    assert view(ledger.everything(), date(2025, 12, 18))["USD"] == (
        '{"currency":"USD","numeric":"840","nominal":1,"rate":"12059.78","per_unit":"12059.78",'
        '"change":"-46.00","change_percent":"-0.38"}'
    )


def test_a_sheet_of_75_currencies_is_a_small_item(ledger):
    ledger.store(full(DAY))
    item = ledger.store(full(DAY + timedelta(1), step=1)).sheet.item(["USD", "EUR", "RUB"])
    size = sum(len(name) + len(next(iter(value.values()))) for name, value in item.items())
    assert size < 4096


def test_the_same_content_is_not_written_again(ledger):
    ledger.store(DECEMBER_18)
    before = ledger.everything()
    assert ledger.store(DECEMBER_18, at=AT).outcome == "unchanged"
    assert ledger.everything() == before


def test_other_content_is_a_revision_and_the_old_one_is_kept(ledger):
    first, second, third = days("100.00", "101.00", "102.00")
    for body in (first, second, third):
        ledger.store(body)
    corrected = ledger.store(document(DAY + timedelta(1), TMT="101.50"), at=AT)
    items = ledger.everything()
    assert (corrected.outcome, corrected.sheet.revision) == ("corrected", 2)
    assert '"change":"0.50"' in view(items, DAY + timedelta(2))["TMT"]
    kept = [unpack(items["cbu/revision", f"2025-12-31#000{n}"]["published"]["B"]) for n in (1, 2)]
    assert "TMT 934 1 101.00 0" in kept[0]
    assert "TMT 934 1 101.50 0" in kept[1]


def test_a_day_that_arrives_late_is_what_its_successor_is_judged_by(ledger):
    first, second, third = days("100.00", "108.00", "115.00")
    ledger.store(first)
    ledger.store(third)
    assert '"held":true' in view(ledger.everything(), DAY + timedelta(2))["TMT"]
    ledger.store(second)
    late = view(ledger.everything(), DAY + timedelta(2))["TMT"]
    assert '"change":"7.00","change_percent":"6.48"' in late


def test_a_sheet_of_long_ago_is_no_predecessor(ledger):
    """While history is still being fetched, the rates of 1994 must not be served for a jump of today's."""
    for ago in (32, 31):
        ledger.store(document(DAY - timedelta(ago), TMT="50.00"))
        item = ledger.store(document(DAY, TMT="100.00", USD=f"{12059 + ago}.78")).sheet
        assert (item.previous is None, item.held) == ((True, []) if ago == 32 else (False, ["TMT"]))


def test_a_month_has_every_currency_per_unit_and_marks_what_is_held(ledger):
    for body in days("100.00", "150.00", "151.00"):
        ledger.store(body)
    items = ledger.everything()
    assert items[part("cbu", "TMT"), "2025-12"]["rates"]["M"]["TMT"]["S"] == "30 100.00;31 100.00*"
    assert items[part("cbu", "TMT"), "2026-01"]["rates"]["M"]["TMT"]["S"] == "01 151.00"


def test_every_part_of_a_month_knows_each_day_that_has_a_sheet(ledger):
    for ahead, rates in enumerate(({"TMT": "100.00"}, {}, {"TMT": "101.00"})):
        ledger.store(document(DAY - timedelta(2 - ahead), **rates), fewer=True)
    items = ledger.everything()
    assert {items[series, "2025-12"]["days"]["S"] for series in parts("cbu")} == {"28 29 30"}
    assert items[part("cbu", "TMT"), "2025-12"]["rates"]["M"]["TMT"]["S"] == "28 100.00;30 101.00"


def dated(day: date, *rows: tuple[str, ...]) -> bytes:
    """The dollar, the euro and the ruble of a day: each its rate, and the bank's own difference."""
    return document(day, **dict(zip(("USD", "EUR", "RUB"), rows, strict=True)))


EIGHTH, NINTH = DAY + timedelta(1), DAY + timedelta(2)
OF_EIGHTH = dated(EIGHTH, ("12000.00", "0"), ("14000.00", "0"), ("150.00", "0"))
OF_NINTH = dated(NINTH, ("12010.00", "10"), ("14010.00", "10"), ("151.00", "1"))
TENTH_DATED_NINTH = dated(NINTH, ("12030.00", "20"), ("14040.00", "30"), ("151.50", "0.5"))


def test_the_next_days_figures_are_no_correction_of_the_day_under_whose_date_they_came(ledger):
    ledger.store(OF_EIGHTH)
    ledger.store(OF_NINTH)
    before = ledger.everything()
    with pytest.raises(Rejected, match="would correct 3 rates whose differences do not fit"):
        ledger.store(TENTH_DATED_NINTH)
    assert ledger.everything() == before


@pytest.mark.parametrize(
    "rows",
    [
        [("12011.00", "10"), ("14010.00", "10"), ("151.00", "1")],
        [("12011.00", "10"), ("14011.00", "10"), ("151.00", "1")],
        [("12030.00", "30"), ("14040.00", "40"), ("151.50", "1.5")],
    ],
    ids=["one rate, its difference as before", "two rates", "all rates, with differences that fit"],
)
def test_a_true_correction_lands(ledger, rows):
    ledger.store(OF_EIGHTH)
    ledger.store(OF_NINTH)
    assert ledger.store(dated(NINTH, *rows)).outcome == "corrected"


def test_a_correction_is_not_told_by_differences_where_those_of_the_sheet_before_did_not_fit_either(ledger):
    """As where the sheet between is not there yet, or the figures of another day came first."""
    ledger.store(OF_EIGHTH)
    ledger.store(TENTH_DATED_NINTH)
    assert ledger.store(OF_NINTH).outcome == "corrected"
    clear_tables()
    ledger.store(dated(DAY, ("11000.00", "0"), ("13000.00", "0"), ("140.00", "0")))
    ledger.store(OF_NINTH)
    again = dated(NINTH, ("12011.00", "11"), ("14011.00", "11"), ("151.10", "1.1"))
    assert ledger.store(again).outcome == "corrected"


def test_a_month_forgets_what_a_correction_no_longer_has(ledger):
    for rates in ({"TMT": "100.00"}, {}):
        ledger.store(document(DAY, **rates), fewer=True)
    item = ledger.everything()[part("cbu", "TMT"), "2025-12"]
    assert "TMT" not in item["rates"]["M"]
    assert item["days"]["S"] == "30"


def test_a_correction_rewrites_only_the_parts_that_it_changes(ledger):
    ledger.store(document(DAY, TMT="100.00"))
    before = ledger.everything()
    ledger.store(document(DAY, TMT="101.00"))
    changed = {series for (series, day), item in ledger.everything().items() if before.get((series, day)) != item}
    assert {series for series in changed if "month" in series} == {part("cbu", "TMT")}


def test_currencies_know_their_first_and_last_day(ledger):
    ledger.store(document(DAY, XTS="5.00"))
    ledger.store(document(DAY + timedelta(1), XTS="5.00", VND=("4.63", "0", "10")))
    known = unpack(ledger.everything()["currency", "cbu"]["view"]["B"])
    assert '"currency":"XTS","numeric":"999"' in known
    assert '"minor_units":null,"first_date":"2025-12-30","last_date":"2025-12-31","retired":false' in known
    assert '"nominal":10,"minor_units":0,"first_date":"2025-12-31","last_date":"2025-12-31"' in known


def test_a_sheet_that_lost_its_currencies_changes_nothing(ledger):
    ledger.store(full(DAY))
    before = ledger.everything()
    for day in (DAY, DAY + timedelta(1)):
        with pytest.raises(Rejected):
            ledger.store(document(day))
    assert ledger.everything() == before


def test_no_gap_lets_a_sheet_through_that_lost_its_currencies(ledger):
    ledger.store(full(DAY))
    later = document(DAY + timedelta(400))
    with pytest.raises(Rejected, match="has only 3 of the 74 currencies of 2025-12-30"):
        ledger.store(later)
    assert ledger.store(later, fewer=True).outcome == "stored"


def test_every_order_of_days_leaves_the_same_table(ledger):
    bodies = days("100.00", "150.00", "225.00", "226.00")
    expected = ledger.after(bodies)
    assert "unsettled" not in expected["source", "cbu"]
    for order in permutations(bodies):
        assert ledger.after(order) == expected


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["100.00", "104.00", "150.00", "155.00", "225.00", "90.00"]), min_size=4, max_size=6),
    st.randoms(use_true_random=False),
)
def test_any_order_of_any_days_and_a_correction_leave_the_same_table(ledger, rates, chance):
    bodies = days(*rates)
    correction = document(DAY + timedelta(1), TMT="130.00")
    shuffled = list(bodies)
    chance.shuffle(shuffled)
    place = chance.randint(shuffled.index(bodies[1]) + 1, len(shuffled))
    assert ledger.after([*shuffled[:place], correction, *shuffled[place:]]) == ledger.after([*bodies, correction])


def test_a_hundred_runs_at_once_leave_one_sheet(ledger):
    ledger.store(DECEMBER_17)
    with ThreadPoolExecutor(100) as threads:
        outcomes = [run.result().outcome for run in [threads.submit(ledger.store, DECEMBER_18) for _ in range(100)]]
    assert outcomes.count("stored") == 1
    assert outcomes.count("unchanged") == 99
    items = ledger.everything()
    assert items["source", "cbu"]["writes"]["N"] == "2"
    assert ("cbu/revision", "2025-12-18#0002") not in items


def test_different_days_at_once_leave_what_one_after_the_other_leaves(ledger):
    bodies = days("100.00", "150.00", "225.00", "226.00", "300.00", "310.00")
    expected = ledger.after(bodies)
    clear_tables()
    with ThreadPoolExecutor(6) as threads:
        for run in [threads.submit(ledger.store, body, AT) for body in bodies]:
            run.result()
    assert ledger.everything() == expected


def test_a_crash_at_any_call_and_another_run_leave_what_one_run_leaves(ledger, raw_bucket):
    """The late day makes its successor be judged anew, and so the one after that."""
    first, late, third, fourth = days("100.00", "140.00", "150.00", "225.00")
    before = ledger.after([first, third, fourth])
    fuse = CrashInjector()

    def ingest() -> None:
        rates, bodies = RateRepository(ledger.name, fuse.dynamodb), RawBodies(raw_bucket, fuse.s3)
        run = Ingestion(bank("cbu"), lambda _: late, rates, bodies, at=AT)
        assert run.days([DAY + timedelta(1)])[0].outcome in ("stored", "unchanged")

    found = {crash: ledger.everything() for crash in crashes(fuse, ledger.name, ingest)}
    expected = found[0, ""]
    assert "unsettled" not in expected["source", "cbu"]
    assert view(expected, DAY + timedelta(3)) != view(before, DAY + timedelta(3))
    assert {crash for crash, items in found.items() if items != expected} == set()


def test_a_sheet_reads_back_as_it_was(ledger):
    stored = ledger.store(full(DAY)).sheet
    read = ledger.table.newest(bank("cbu"), DAY + timedelta(9))
    assert read == stored or (read.sheet.content, read.view, read.raw) == (
        stored.sheet.content,
        stored.view,
        stored.raw,
    )
    assert Sheet.from_content(DAY, stored.sheet.content).hash == stored.sheet.hash
