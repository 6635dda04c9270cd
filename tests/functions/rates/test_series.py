"""A currency over time: the same as its days one by one, whole, in pages, as JSON and as CSV."""

import base64
import csv
import gzip
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette import cursors
from tests.conftest import clear_tables
from tests.support.fake_cbu import CORRECTION, DECEMBER_17, DECEMBER_18, document

DAY = date(2025, 12, 18)
SERIES = "/v1/rates/{currency}"


@pytest.fixture
def read(get):
    def document_of(currency: str, query: str = "", status: int = 200) -> dict:
        answer = get(SERIES, query, currency=currency)
        assert answer["statusCode"] == status, answer["body"]
        return json.loads(answer["body"])

    return document_of


@pytest.fixture
def sheet(get):
    """A day's sheet with one currency, and the status of that answer."""

    def document_of(currency: str, day: date) -> tuple[int, dict]:
        answer = get("/v1/rates", f"date={day}&symbols={currency}")
        return answer["statusCode"], json.loads(answer["body"])

    return document_of


def test_the_last_thirty_days_that_have_a_sheet(publish, read):
    publish(document(DAY - timedelta(30)), document(DAY - timedelta(29)), DECEMBER_17, DECEMBER_18)
    assert read("USD") == {
        "source": "cbu",
        "base": "UZS",
        "quotation": "direct",
        "currency": "USD",
        "from": "2025-11-19",
        "to": "2025-12-18",
        "items": [
            {"date": "2025-11-19", "per_unit": "12059.78"},
            {"date": "2025-12-17", "per_unit": "12105.78"},
            {"date": "2025-12-18", "per_unit": "12059.78"},
        ],
        "next": None,
    }


def test_filled_days_say_which_sheet_they_are_from_also_one_from_before_the_range(publish, read):
    publish(document(date(2025, 12, 12), USD="11980.00"), document(date(2025, 12, 15), USD="12001.00"))
    assert read("USD", "from=2025-12-13&to=2025-12-16&fill=previous")["items"] == [
        {"date": "2025-12-13", "per_unit": "11980.00", "carried": True, "sheet_date": "2025-12-12"},
        {"date": "2025-12-14", "per_unit": "11980.00", "carried": True, "sheet_date": "2025-12-12"},
        {"date": "2025-12-15", "per_unit": "12001.00"},
        {"date": "2025-12-16", "per_unit": "12001.00", "carried": True, "sheet_date": "2025-12-15"},
    ]


def test_the_seed_may_be_years_old(publish, read):
    publish(document(date(2019, 3, 5), USD="8389.30"), DECEMBER_18)
    [point] = read("USD", "from=2025-12-17&to=2025-12-17&fill=previous")["items"]
    assert (point["per_unit"], point["sheet_date"]) == ("8389.30", "2019-03-05")


def test_a_sheet_without_the_currency_ends_what_the_one_before_it_said(publish, read):
    publish(document(date(2025, 12, 15), TMT="3430.00"), document(date(2025, 12, 16)), document(DAY, TMT="3431.00"))
    days = [item["date"] for item in read("TMT", "from=2025-12-14&to=2025-12-18&fill=previous")["items"]]
    assert days == ["2025-12-15", "2025-12-18"]


def test_a_held_rate_is_marked_on_every_day_that_it_is_served(publish, read, clock):
    publish(document(date(2025, 12, 17), TMT="4037.68"), document(DAY, TMT="3469.17"))
    clock(datetime(2025, 12, 19, 7, tzinfo=UTC))
    assert read("TMT", "from=2025-12-18&fill=previous")["items"] == [
        {"date": "2025-12-18", "per_unit": "4037.68", "held": True},
        {"date": "2025-12-19", "per_unit": "4037.68", "held": True, "carried": True, "sheet_date": "2025-12-18"},
    ]


def test_rates_are_per_unit_with_every_digit(publish, read):
    publish(document(DAY - timedelta(1), VND="0.46"), document(DAY, VND=("4.63", "0", "10")))
    assert [item["per_unit"] for item in read("VND")["items"]] == ["0.46", "0.463"]


def test_a_coming_day_is_in_a_range_as_far_as_it_is_known(publish, read):
    publish(DECEMBER_18, document(date(2025, 12, 22), USD="12070.00"))
    items = read("USD", "from=2025-12-18&to=2025-12-22&fill=previous")["items"]
    assert [item.get("carried", False) for item in items] == [False, True, True, True, False]
    assert read("USD", "from=2025-12-18")["items"] == [{"date": "2025-12-18", "per_unit": "12059.78"}]
    problem = read("USD", "to=2025-12-23", 422)
    assert problem["errors"] == [
        {"pointer": "?to", "detail": "The last sheet that is published is that of 2025-12-22."}
    ]


def test_a_coming_sheet_may_be_in_the_next_month(publish, read, sheet, clock):
    clock(datetime(2025, 12, 30, 7, tzinfo=UTC))
    publish(document(date(2025, 12, 29)), document(date(2026, 1, 2), USD="12070.00"))
    items = read("USD", "from=2025-12-30&to=2026-01-02&fill=previous")["items"]
    assert [(item["date"], item.get("sheet_date")) for item in items] == [
        ("2025-12-30", "2025-12-29"),
        ("2025-12-31", "2025-12-29"),
        ("2026-01-01", "2025-12-29"),
        ("2026-01-02", None),
    ]
    for item in items:
        assert day_by_day(sheet, "USD", date.fromisoformat(item["date"]))[0] == item["per_unit"]
    assert read("USD", "to=2026-01-03", 422)


def test_before_the_first_sheet_there_are_no_items(publish, read):
    publish(DECEMBER_18)
    assert read("USD", "from=2025-12-01&to=2025-12-10")["items"] == []
    filled = read("USD", "from=2025-12-01&fill=previous")["items"]
    assert filled == [{"date": "2025-12-18", "per_unit": "12059.78"}]


def test_a_known_currency_without_a_day_in_the_range_is_an_empty_list(publish, read):
    publish(document(date(2025, 12, 1), TMT="3430.00"), document(date(2025, 12, 2)), DECEMBER_18)
    assert read("TMT", "from=2025-12-17&to=2025-12-18")["items"] == []


@pytest.mark.parametrize("code", ["XYZ", "UZS", "dollar", "U$D", "ру", 'a"b'])
@pytest.mark.parametrize("query", ["", "from=1994-07-01"])
def test_an_unknown_currency_is_not_found_by_name(publish, read, code, query):
    publish(DECEMBER_18)
    problem = read(quote(code), query, 404)
    assert (problem["type"], problem["currency"]) == ("urn:gazette:problem:currency-not-found", code)
    assert code in problem["detail"]


@pytest.mark.parametrize("query", ["to=2025-12-10", "from=2001-01-01&to=2025-12-10"])
def test_a_range_without_a_day_is_an_empty_list_filled_or_not_long_or_short(publish, get, query):
    publish(DECEMBER_18)
    for fill in ("", "&fill=previous"):
        assert [page["items"] for page in pages(get, query + fill)] == [[]] * (3 if "from" in query else 1)


def test_a_range_that_reaches_today_says_where_a_sheet_is_late(publish, read, clock):
    publish(DECEMBER_18)
    assert "stale" not in read("USD", "from=2025-12-15")
    clock(datetime(2025, 12, 23, 7, tzinfo=UTC))
    assert read("USD", "from=2025-12-15")["stale"] is True
    assert read("USD", "from=2025-12-15&fill=previous")["stale"] is True
    assert "stale" not in read("USD", "from=2025-12-15&to=2025-12-22")


def test_a_range_and_the_sheet_of_today_agree_on_what_is_late(publish, read, sheet, get, clock, reads):
    """A sheet that is coming is not late, also where it is of the next month; and no read more is made."""
    for printed, today in (((29, 31), 30), ((30,), 31), ((30, 32), 31)):
        clear_tables()
        publish(*(document(date(2025, 12, 1) + timedelta(day - 1)) for day in printed))
        clock(datetime(2025, 12, today, 18, 59, tzinfo=UTC))
        reads.clear()
        found = read("USD", "from=2025-12-30")
        assert reads == ["Query"]
        _, one = sheet("USD", date(2025, 12, today))
        assert found.get("stale", False) == one["stale"]


def test_a_source_without_any_sheet_is_not_found(read):
    for query in ("", "fill=previous", "to=2025-12-19"):
        assert read("USD", query, 404)["type"] == "urn:gazette:problem:sheet-not-found"


def test_a_code_may_be_in_small_letters(publish, read):
    publish(DECEMBER_18)
    assert read("usd")["currency"] == "USD"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=2025-12-19", "?from"),
        ("from=2025-12-02&to=2025-12-01", "?from"),
        ("from=18.12.2025", "?from"),
        ("to=2025-02-30", "?to"),
        ("to=9999-12-31", "?to"),
        ("from=9995-01-01&to=9999-12-31", "?to"),
        ("fill=next", "?fill"),
        ("format=xml", "?format"),
        ("source=nobody", "?source"),
        ("date=2025-12-18", "?date"),
        ("limit=5", "?limit"),
        ("to=2025-12-18&to=2025-12-17", "?to"),
        ("fill=", "?fill"),
    ],
)
def test_a_bad_parameter_is_named(publish, read, query, pointer):
    publish(DECEMBER_18)
    assert read("USD", query, 422)["errors"][0]["pointer"] == pointer


def test_the_first_day_of_all_is_no_trouble(publish, read, get):
    publish(DECEMBER_18)
    assert read("USD", "to=0001-01-05")["from"] == "0001-01-01"
    assert read("USD", "from=0001-01-01&fill=previous")["items"] == []
    for end in ("0009-06-01", "0011-01-01", "0011-01-02", "0012-01-01"):
        assert [page["items"] for page in pages(get, f"from=0001-01-01&to={end}")] in ([[]], [[], []])


def day_by_day(sheet, currency: str, day: date) -> tuple[str, bool, str] | int:
    """What `/v1/rates` has of a currency on a day, or the status that it refuses it with."""
    status, found = sheet(currency, day)
    if status != 200:
        return status
    [rate] = found["rates"]
    return rate["per_unit"], rate.get("held", False), found["date"]


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


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheets(), st.integers(0, 8), st.integers(0, 5))
def test_a_filled_range_and_its_days_agree(publish, read, sheet, get, printed, before, after):
    clear_tables()
    publish(*(document(day, AUD=steady, **({"TMT": wild} if wild else {})) for day, (steady, wild) in printed.items()))
    start, last = DAY - timedelta(before), max([DAY, *printed])
    end = min(DAY + timedelta(after), last)
    for currency in ("AUD", "TMT"):
        days = [start + timedelta(ahead) for ahead in range((end - start).days + 1)]
        expected = {day: day_by_day(sheet, currency, day) for day in days}
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
                )
                for item in json.loads(answer["body"])["items"]
            } == known
        for day in (start, end):
            one = get(SERIES, f"from={day}&to={day}&fill=previous", currency=currency)
            assert one["statusCode"] == (expected[day] if isinstance(expected[day], int) else 200)
        if currency == "AUD":
            by_hand = {day: max((at for at in printed if at <= day), default=None) for day in days}
            assert {day: point[0] for day, point in known.items()} == {
                day: printed[at][0] for day, at in by_hand.items() if at
            }


def test_one_day_is_refused_in_the_words_of_the_sheet(publish, sheet, get):
    publish(document(DAY, TMT="3430.00"), document(DAY + timedelta(1)))
    for currency, day in (("TMT", DAY + timedelta(1)), ("USD", DAY - timedelta(1)), ("USD", DAY + timedelta(2))):
        status, problem = sheet(currency, day)
        answer = get(SERIES, f"from={day}&to={day}&fill=previous", currency=currency)
        own = json.loads(answer["body"])
        assert answer["statusCode"] == status
        assert (own["type"], own["detail"].replace("?to", "?date")) == (problem["type"], problem["detail"])


def pages(get, query: str) -> list[dict]:
    """Every page of a walk, by the links of its answers."""
    found, path, currency = [], SERIES, "USD"
    while True:
        answer = get(path, query, currency=currency)
        found.append(json.loads(answer["body"]) if "json" in answer["headers"]["content-type"] else answer)
        if "link" not in answer["headers"]:
            return found
        link = urlsplit(answer["headers"]["link"].partition(">")[0].removeprefix("<"))
        assert link.path == "/v1/rates/USD"
        query = link.query


def test_a_walk_through_all_years_is_four_pages_and_complete(years, get, clock):
    years(date(1994, 7, 1), date(2026, 11, 24), "USD")
    clock(datetime(2026, 11, 24, 7, tzinfo=UTC))
    walked = pages(get, "from=1994-07-01&fill=previous")
    assert [page["next"] is None for page in walked] == [False, False, False, True]
    days = [item["date"] for page in walked for item in page["items"]]
    everything = range(date(1994, 7, 1).toordinal(), date(2026, 11, 24).toordinal() + 1)
    assert days == [date.fromordinal(day).isoformat() for day in everything]
    assert {(page["from"], page["to"]) for page in walked} == {("1994-07-01", "2026-11-24")}


def test_ten_years_to_the_day_are_one_page(publish, read):
    publish(DECEMBER_18)
    for start, end in (("2015-12-18", "2025-12-18"), ("2014-02-28", "2024-02-29"), ("2012-02-29", "2022-02-28")):
        assert read("USD", f"from={start}&to={end}")["next"] is None
    assert read("USD", "from=2015-12-17&to=2025-12-18")["next"] is not None


def test_a_cursor_belongs_to_its_query(publish, read, get):
    publish(DECEMBER_18)
    cursor = read("USD", "from=2010-01-01")["next"]
    assert read("USD", f"from=2010-01-01&cursor={cursor}")["items"] != []
    for currency, query in (
        ("EUR", f"from=2010-01-01&cursor={cursor}"),
        ("USD", f"from=2010-01-02&cursor={cursor}"),
        ("USD", f"from=2010-01-01&fill=previous&cursor={cursor}"),
        ("USD", f"from=2010-01-01&cursor={cursor}x"),
    ):
        assert read(currency, query, 400)["type"] == "urn:gazette:problem:malformed"


@pytest.mark.parametrize("position", ["2009-12-31", "2010-01-01", "2025-12-19", "soon", "2010-13-01"])
def test_a_forged_cursor_reaches_no_other_days(publish, read, position):
    publish(DECEMBER_18)
    cursor = cursors.encode("cbu/USD/2010-01-01//None", position)
    assert read("USD", f"from=2010-01-01&cursor={cursor}", 400)["type"] == "urn:gazette:problem:malformed"


def test_csv_has_the_same_rows_and_says_what_it_is(publish, read, get):
    publish(document(date(2025, 12, 15), TMT="100.00"), document(date(2025, 12, 17), TMT="150.00"))
    query = "from=2025-12-16&fill=previous"
    answer = get(SERIES, f"{query}&format=csv", currency="TMT")
    assert answer["headers"]["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer["headers"]["content-disposition"] == 'attachment; filename="cbu-TMT-2025-12-16-2025-12-18.csv"'
    assert answer["body"] == (
        "date,per_unit,held,carried,sheet_date\r\n"
        "2025-12-16,100.00,false,true,2025-12-15\r\n"
        "2025-12-17,100.00,true,false,2025-12-17\r\n"
        "2025-12-18,100.00,true,true,2025-12-17\r\n"
    )
    rows = list(csv.DictReader(io.StringIO(answer["body"], newline="")))
    for row, item in zip(rows, read("TMT", query)["items"], strict=True):
        assert (row["date"], Decimal(row["per_unit"])) == (item["date"], Decimal(item["per_unit"]))


def test_csv_has_the_same_pages(publish, get):
    publish(DECEMBER_18)
    walked = pages(get, "from=2010-01-01&format=csv")
    assert [answer["body"].count("\r\n") for answer in walked] == [1, 2]
    following = parse_qs(walked[0]["headers"]["link"].partition(">")[0].partition("?")[2])
    assert following["format"] == ["csv"]
    assert '"cbu-USD-2020-01-02-2025-12-18.csv"' in walked[1]["headers"]["content-disposition"]


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", 300),
        ("from=2025-12-12&to=2025-12-16", 86_400),
        ("from=2025-12-12&to=2025-12-14&fill=previous", 86_400),  # a weekend
        ("from=2025-12-12&to=2025-12-18", 300),  # today
        ("from=2025-12-08&to=2025-12-12", 300),  # from before the first sheet, which a backfill may bring
        ("from=2025-12-01&to=2025-12-05", 300),
    ],
)
def test_a_range_is_kept_for_a_day_once_nothing_of_it_can_come(years, get, query, kept):
    years(date(2025, 12, 11), DAY)
    answer = get(SERIES, query, currency="USD")
    assert answer["headers"]["cache-control"].startswith(f"public, max-age={kept}, s-maxage={kept}")


def test_a_range_with_a_day_that_may_be_missing_is_kept_for_minutes(publish, get):
    publish(document(date(2025, 12, 11)), document(date(2025, 12, 15)))
    answer = get(SERIES, "from=2025-12-11&to=2025-12-15", currency="USD")
    assert answer["headers"]["cache-control"].startswith("public, max-age=300,")


def test_nothing_that_is_another_tomorrow_is_kept_past_midnight(years, get, clock):
    years(date(2010, 1, 1), date(2025, 12, 18), "USD")
    clock(datetime(2025, 12, 18, 18, 59, 10, tzinfo=UTC))
    for query in ("", "to=2025-12-18", "from=2011-01-01"):
        assert get(SERIES, query, currency="USD")["headers"]["cache-control"] == "public, max-age=50, s-maxage=50"
    assert "max-age=86400" in get(SERIES, "from=2011-01-01&to=2025-12-17", currency="USD")["headers"]["cache-control"]


def test_it_is_packed_for_who_takes_that_and_has_a_validator_for_each(publish, get):
    publish(DECEMBER_17, DECEMBER_18)
    plain, packed = get(SERIES, currency="USD"), get(SERIES, currency="USD", accept_encoding="gzip")
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    assert packed["headers"]["content-encoding"] == "gzip"
    assert packed["headers"]["etag"] == plain["headers"]["etag"][:-1] + '-gz"'
    for etag in (plain["headers"]["etag"], packed["headers"]["etag"]):
        assert get(SERIES, currency="USD", if_none_match=etag)["statusCode"] == 304
    publish(CORRECTION)
    assert get(SERIES, currency="USD", if_none_match=plain["headers"]["etag"])["statusCode"] == 200


def test_head_is_the_answer_without_its_body(publish, get):
    publish(DECEMBER_18)
    answer = get(SERIES, method="HEAD", currency="USD")
    assert (answer["statusCode"], answer["body"]) == (200, "")
    assert answer["headers"]["etag"] == get(SERIES, currency="USD")["headers"]["etag"]


def test_ten_years_are_one_request(years, get, reads):
    years(date(2015, 12, 18), DAY, "USD")
    assert len(json.loads(get(SERIES, "from=2015-12-18", currency="USD")["body"])["items"]) == 2610
    assert reads == ["Query"]


def test_a_reply_that_is_not_whole_is_read_on(dynamodb, stack, get, reads):
    """Banks that print so much do not exist; the months of this one weigh 300 kB each."""
    from gazette.rates.keys import key, part

    for month in range(1, 13):
        item = {
            **key(part("cbu", "USD"), f"2025-{month:02}"),
            "days": {"S": "01"},
            "rates": {"M": {"USD": {"S": f"01 {month}.00"}, "XXX": {"S": "0" * 300_000}}},
        }
        dynamodb.put_item(TableName=stack.physical("RatesTable"), Item=item)
    items = json.loads(get(SERIES, "from=2025-01-01", currency="USD")["body"])["items"]
    assert [item["per_unit"] for item in items] == [f"{month}.00" for month in range(1, 13)]
    assert len(reads) > 1
