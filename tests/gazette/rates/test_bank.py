"""The bank's day, its midnight, its calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gazette.rates.sources import list_sources, load_bank

CBU = load_bank("cbu")


def test_the_day_changes_at_the_banks_own_midnight():
    assert CBU.today(datetime(2025, 12, 17, 18, 59, 59, tzinfo=UTC)) == date(2025, 12, 17)
    assert CBU.today(datetime(2025, 12, 17, 19, 0, 0, tzinfo=UTC)) == date(2025, 12, 18)


def test_midnight_is_the_next_one():
    at = datetime(2025, 12, 17, 18, 59, 59, tzinfo=UTC)
    assert CBU.next_midnight(at) == at.timestamp() + 1
    assert CBU.next_midnight(at + timedelta(seconds=1)) == at.timestamp() + 1 + 86_400


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-12-18", "2025-12-19"),  # Thursday: tomorrow
        ("2025-12-19", "2025-12-22"),  # Friday: Monday
        ("2026-10-01", "2026-10-05"),  # published on the eve of a holiday: nothing comes on the holiday itself
        ("2025-12-31", "2026-01-01"),  # New Year's sheet appears on its eve, which is worked
        ("2026-01-01", "2026-01-05"),
        ("2026-03-19", "2026-03-20"),
        ("2026-03-20", "2026-03-24"),  # a moving feast on Friday: Monday's sheet does not appear
    ],
)
def test_the_next_sheet_is_that_of_the_weekday_after_the_next_working_day(last, expected):
    assert CBU.expected_after(date.fromisoformat(last)) == date.fromisoformat(expected)


def test_a_source_is_stale_from_nine_in_the_morning_of_the_day_that_has_no_sheet():
    nine = datetime(2025, 12, 22, 9, tzinfo=CBU.zone)
    assert not CBU.is_stale(date(2025, 12, 19), nine - timedelta(seconds=1))
    assert CBU.is_stale(date(2025, 12, 19), nine)
    assert not CBU.is_stale(date(2025, 12, 22), nine)


@pytest.mark.parametrize(
    ("source", "last", "from_"),
    [
        ("cbu", "2025-12-18", "2025-12-18T15:00+05:00"),  # Friday's sheet may come from Thursday afternoon on
        ("cbu", "2025-12-22", "2025-12-22T15:00+05:00"),
        ("cbu", "2025-12-19", "2025-12-19T15:00+05:00"),  # Monday's, on Friday
        ("cbr", "2026-04-25", "2026-04-27T11:00+03:00"),  # Tuesday's, on Monday
        ("ecb", "2026-04-02", "2026-04-07T15:00+02:00"),
    ],
)
def test_a_sheet_is_due_from_an_hour_of_the_day_on_which_it_is_published(source, last, from_):
    known, due = date.fromisoformat(last), datetime.fromisoformat(from_)
    assert load_bank(source).is_due(known, due)
    assert not load_bank(source).is_due(known, due - timedelta(seconds=1))


def test_the_template_names_the_addresses_that_the_banks_have(stack):
    environment = stack.environment("RateIngestionFunction")
    for source in environment["RATE_SOURCES"].split(","):
        assert environment[f"{source.upper()}_URL"] == load_bank(source).site
    assert environment["ECB_ARCHIVE_URL"] == load_bank("ecb").archive[1]


def test_all_banks_are_found():
    assert list_sources() == ["cbr", "cbu", "ecb"]


def test_an_unknown_bank_is_none():
    with pytest.raises(ModuleNotFoundError):
        load_bank("xyz")
