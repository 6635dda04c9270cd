"""The bank's day, its midnight, its calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gazette.rates.sources import bank

CBU = bank("cbu")


def test_the_day_changes_at_the_banks_own_midnight():
    assert CBU.today(datetime(2025, 12, 17, 18, 59, 59, tzinfo=UTC)) == date(2025, 12, 17)
    assert CBU.today(datetime(2025, 12, 17, 19, 0, 0, tzinfo=UTC)) == date(2025, 12, 18)


def test_midnight_is_the_next_one():
    at = datetime(2025, 12, 17, 18, 59, 59, tzinfo=UTC)
    assert CBU.midnight(at) == at.timestamp() + 1
    assert CBU.midnight(at + timedelta(seconds=1)) == at.timestamp() + 1 + 86_400


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
    assert not CBU.stale(date(2025, 12, 19), nine - timedelta(seconds=1))
    assert CBU.stale(date(2025, 12, 19), nine)
    assert not CBU.stale(date(2025, 12, 22), nine)


def test_an_unknown_bank_is_none():
    with pytest.raises(ModuleNotFoundError):
        bank("xyz")
