"""A range in pages of ten years, as JSON and as CSV."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from gazette import cursors
from tests.functions.rates.series_pages import SERIES, read_pages
from tests.support.fake_cbu import DECEMBER_18, document

DAY = date(2025, 12, 18)


def test_the_first_day_of_all_is_no_trouble(publish, read_series, get):
    publish(DECEMBER_18)
    assert read_series("USD", "to=0001-01-05")["from"] == "0001-01-01"
    assert read_series("USD", "from=0001-01-01&fill=previous")["items"] == []
    for end in ("0009-06-01", "0011-01-01", "0011-01-02", "0012-01-01"):
        assert [page["items"] for page in read_pages(get, f"from=0001-01-01&to={end}")] in ([[]], [[], []])


@pytest.mark.parametrize("query", ["to=2025-12-10", "from=2001-01-01&to=2025-12-10"])
def test_a_range_without_a_day_is_an_empty_list_filled_or_not_long_or_short(publish, get, query):
    publish(DECEMBER_18)
    for fill in ("", "&fill=previous"):
        assert [page["items"] for page in read_pages(get, query + fill)] == [[]] * (3 if "from" in query else 1)


def test_all_years_are_four_pages_and_complete(years, get, clock):
    years(date(1994, 7, 1), date(2026, 11, 24), "USD")
    clock(datetime(2026, 11, 24, 7, tzinfo=UTC))
    pages = read_pages(get, "from=1994-07-01&fill=previous")
    assert [page["next"] is None for page in pages] == [False, False, False, True]
    days = [item["date"] for page in pages for item in page["items"]]
    everything = range(date(1994, 7, 1).toordinal(), date(2026, 11, 24).toordinal() + 1)
    assert days == [date.fromordinal(day).isoformat() for day in everything]
    assert {(page["from"], page["to"]) for page in pages} == {("1994-07-01", "2026-11-24")}


def test_ten_years_to_the_day_are_one_page(publish, read_series):
    publish(DECEMBER_18)
    for start, end in (("2015-12-18", "2025-12-18"), ("2014-02-28", "2024-02-29"), ("2012-02-29", "2022-02-28")):
        assert read_series("USD", f"from={start}&to={end}")["next"] is None
    assert read_series("USD", "from=2015-12-17&to=2025-12-18")["next"] is not None


def test_a_cursor_belongs_to_its_query(publish, read_series, get):
    publish(DECEMBER_18)
    cursor = read_series("USD", "from=2010-01-01")["next"]
    assert read_series("USD", f"from=2010-01-01&cursor={cursor}")["items"] != []
    for currency, query in (
        ("EUR", f"from=2010-01-01&cursor={cursor}"),
        ("USD", f"from=2010-01-02&cursor={cursor}"),
        ("USD", f"from=2010-01-01&fill=previous&cursor={cursor}"),
        ("USD", f"from=2010-01-01&cursor={cursor}x"),
    ):
        assert read_series(currency, query, 400)["type"] == "urn:gazette:problem:malformed"


@pytest.mark.parametrize("position", ["2009-12-31", "2010-01-01", "2025-12-19", "soon", "2010-13-01"])
def test_a_forged_cursor_reaches_no_other_days(publish, read_series, position):
    publish(DECEMBER_18)
    cursor = cursors.encode("cbu/USD/2010-01-01//None", position)
    assert read_series("USD", f"from=2010-01-01&cursor={cursor}", 400)["type"] == "urn:gazette:problem:malformed"


def test_csv_has_the_same_rows_and_a_file_name(publish, read_series, get):
    publish(document(date(2025, 12, 15), TMT="100.00"), document(date(2025, 12, 17), TMT="150.00"))
    query = "from=2025-12-16&fill=previous"
    answer = get(SERIES, f"{query}&format=csv", currency="TMT")
    assert answer["headers"]["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer["headers"]["content-disposition"] == 'attachment; filename="cbu-TMT-2025-12-16-2025-12-18.csv"'
    assert answer["body"] == (
        "date,per_unit,held,carried,sheet_date,stale\r\n"
        "2025-12-16,100.00,false,true,2025-12-15,false\r\n"
        "2025-12-17,100.00,true,false,2025-12-17,false\r\n"
        "2025-12-18,100.00,true,true,2025-12-17,true\r\n"
    )
    rows = list(csv.DictReader(io.StringIO(answer["body"], newline="")))
    for row, item in zip(rows, read_series("TMT", query)["items"], strict=True):
        assert (row["date"], Decimal(row["per_unit"])) == (item["date"], Decimal(item["per_unit"]))


def test_csv_has_the_same_pages(publish, get):
    publish(DECEMBER_18)
    pages = read_pages(get, "from=2010-01-01&format=csv")
    assert [answer["body"].count("\r\n") for answer in pages] == [1, 2]
    following = parse_qs(pages[0]["headers"]["link"].partition(">")[0].partition("?")[2])
    assert following["format"] == ["csv"]
    assert '"cbu-USD-2020-01-02-2025-12-18.csv"' in pages[1]["headers"]["content-disposition"]
