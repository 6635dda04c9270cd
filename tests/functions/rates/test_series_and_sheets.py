"""A range and the sheets of its days agree."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.functions.rates.series_pages import SERIES
from tests.support.aws import clear_tables
from tests.support.fake_cbu import document

DAY = date(2025, 12, 18)


@pytest.fixture
def read_day(get):
    """A day's sheet with one currency, and the status of that answer."""

    def document_of(currency: str, day: date) -> tuple[int, dict]:
        answer = get("/v1/rates", f"date={day}&symbols={currency}")
        return answer["statusCode"], json.loads(answer["body"])

    return document_of


def read_point(read_day, currency: str, day: date) -> tuple[str, bool, str, bool] | int:
    """What `/v1/rates` has of a currency on a day, or the status that it refuses it with."""
    status, found = read_day(currency, day)
    if status != 200:
        return status
    [rate] = found["rates"]
    return rate["per_unit"], rate.get("held", False), found["date"], found["stale"]


def test_a_coming_sheet_may_be_in_the_next_month(publish, read_series, read_day, clock):
    clock(datetime(2025, 12, 30, 7, tzinfo=UTC))
    publish(document(date(2025, 12, 29)), document(date(2026, 1, 2), USD="12070.00"))
    items = read_series("USD", "from=2025-12-30&to=2026-01-02&fill=previous")["items"]
    assert [(item["date"], item.get("sheet_date")) for item in items] == [
        ("2025-12-30", "2025-12-29"),
        ("2025-12-31", "2025-12-29"),
        ("2026-01-01", "2025-12-29"),
        ("2026-01-02", None),
    ]
    for item in items:
        assert read_point(read_day, "USD", date.fromisoformat(item["date"]))[0] == item["per_unit"]
    assert read_series("USD", "to=2026-01-03", 422)


def test_a_range_and_the_sheet_of_today_agree_on_what_is_late(publish, read_series, read_day, get, clock, reads):
    """A sheet that is coming is not late, also where it is of the next month; and no read more is made."""
    for printed, today in (((29, 31), 30), ((30,), 31), ((30, 32), 31)):
        clear_tables()
        publish(*(document(date(2025, 12, 1) + timedelta(day - 1)) for day in printed))
        clock(datetime(2025, 12, today, 18, 59, tzinfo=UTC))
        reads.clear()
        found = read_series("USD", "from=2025-12-30")
        assert reads == ["Query"]
        _, one = read_day("USD", date(2025, 12, today))
        assert found.get("stale", False) == one["stale"]


@st.composite
def sheets(draw: st.DrawFn) -> dict[date, tuple[str, str | None]]:
    """Days with a rate that moves gently, and one that jumps (and is held then) or is not there at all."""
    day, found = DAY - timedelta(draw(st.sampled_from([2, 40, 70, 400]))), {}
    for gap in draw(st.lists(st.sampled_from([1, 2, 3, 30, 35, 300]), min_size=1, max_size=6)):
        day += timedelta(gap)
        if day > DAY + timedelta(5):
            break
        steady = draw(st.sampled_from(["8360.35", "8361.00", "8400.10"]))
        found[day] = (steady, draw(st.sampled_from(["100.00", "104.00", "150.00", None])))
    return found


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheets(), st.integers(0, 8), st.integers(0, 5))
def test_a_filled_range_and_its_days_agree(publish, read_series, read_day, get, printed, before, after):
    clear_tables()
    publish(*(document(day, AUD=steady, **({"TMT": wild} if wild else {})) for day, (steady, wild) in printed.items()))
    start, last = DAY - timedelta(before), max([DAY, *printed])
    end = min(DAY + timedelta(after), last)
    for currency in ("AUD", "TMT"):
        days = [start + timedelta(ahead) for ahead in range((end - start).days + 1)]
        expected = {day: read_point(read_day, currency, day) for day in days}
        known = {day: point for day, point in expected.items() if not isinstance(point, int)}
        answer = get(SERIES, f"from={start}&to={end}&fill=previous", currency=currency)
        if start == end and not known:
            assert answer["statusCode"] == expected[end]
        elif not known and answer["statusCode"] == 404:  # the bank never printed it
            missing = "currency" if printed else "sheet"
            assert json.loads(answer["body"])["type"] == f"urn:gazette:problem:{missing}-not-found"
            assert not any(wild for _, wild in printed.values())
        else:
            assert answer["statusCode"] == 200
            assert {
                date.fromisoformat(item["date"]): (
                    item["per_unit"],
                    item.get("held", False),
                    item.get("sheet_date", item["date"]),
                    item.get("stale", False),
                )
                for item in json.loads(answer["body"])["items"]
            } == known
            stale = any(point[3] for point in known.values())
            assert json.loads(answer["body"]).get("stale", False) >= stale
            table = get(SERIES, f"from={start}&to={end}&fill=previous&format=csv", currency=currency)["body"]
            rows = csv.DictReader(io.StringIO(table, newline=""))
            assert {date.fromisoformat(row["date"]): row["stale"] == "true" for row in rows} == {
                day: point[3] for day, point in known.items()
            }
        for day in (start, end):
            one = get(SERIES, f"from={day}&to={day}&fill=previous", currency=currency)
            assert one["statusCode"] == (expected[day] if isinstance(expected[day], int) else 200)
        if currency == "AUD":
            by_hand = {day: max((at for at in printed if at <= day), default=None) for day in days}
            assert {day: point[0] for day, point in known.items()} == {
                day: printed[at][0] for day, at in by_hand.items() if at
            }


def test_one_day_is_refused_in_the_words_of_the_sheet(publish, read_day, get):
    publish(document(DAY, TMT="3430.00"), document(DAY + timedelta(1)))
    for currency, day in (("TMT", DAY + timedelta(1)), ("USD", DAY - timedelta(1)), ("USD", DAY + timedelta(2))):
        status, problem = read_day(currency, day)
        answer = get(SERIES, f"from={day}&to={day}&fill=previous", currency=currency)
        own = json.loads(answer["body"])
        assert answer["statusCode"] == status
        assert (own["type"], own["detail"].replace("?to", "?date")) == (problem["type"], problem["detail"])
