"""The days of a currency: with a sheet or filled, held, coming, and what is refused."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document

DAY = date(2025, 12, 18)


def test_the_last_thirty_days_that_have_a_sheet(publish, read_series):
    publish(document(DAY - timedelta(30)), document(DAY - timedelta(29)), DECEMBER_17, DECEMBER_18)
    assert read_series("USD") == {
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


def test_filled_days_say_which_sheet_they_are_from_also_one_from_before_the_range(publish, read_series):
    publish(document(date(2025, 12, 12), USD="11980.00"), document(date(2025, 12, 15), USD="12001.00"))
    assert read_series("USD", "from=2025-12-13&to=2025-12-16&fill=previous")["items"] == [
        {"date": "2025-12-13", "per_unit": "11980.00", "carried": True, "sheet_date": "2025-12-12"},
        {"date": "2025-12-14", "per_unit": "11980.00", "carried": True, "sheet_date": "2025-12-12"},
        {"date": "2025-12-15", "per_unit": "12001.00"},
        {"date": "2025-12-16", "per_unit": "12001.00", "carried": True, "sheet_date": "2025-12-15"},
    ]


def test_the_seed_may_be_years_old(publish, read_series):
    publish(document(date(2019, 3, 5), USD="8389.30"), DECEMBER_18)
    [point] = read_series("USD", "from=2025-12-17&to=2025-12-17&fill=previous")["items"]
    assert (point["per_unit"], point["sheet_date"]) == ("8389.30", "2019-03-05")


def test_a_sheet_without_the_currency_ends_what_the_one_before_it_said(publish, read_series):
    publish(document(date(2025, 12, 15), TMT="3430.00"), document(date(2025, 12, 16)), document(DAY, TMT="3431.00"))
    days = [item["date"] for item in read_series("TMT", "from=2025-12-14&to=2025-12-18&fill=previous")["items"]]
    assert days == ["2025-12-15", "2025-12-18"]


def test_a_held_rate_is_marked_on_every_day_that_it_is_served(publish, read_series, clock):
    publish(document(date(2025, 12, 17), TMT="4037.68"), document(DAY, TMT="3469.17"))
    clock(datetime(2025, 12, 19, 7, tzinfo=UTC))
    assert read_series("TMT", "from=2025-12-18&fill=previous")["items"] == [
        {"date": "2025-12-18", "per_unit": "4037.68", "held": True},
        {
            "date": "2025-12-19",
            "per_unit": "4037.68",
            "held": True,
            "carried": True,
            "sheet_date": "2025-12-18",
            "stale": True,
        },
    ]


def test_rates_are_per_unit_with_every_digit(publish, read_series):
    publish(document(DAY - timedelta(1), VND="0.46"), document(DAY, VND=("4.63", "0", "10")))
    assert [item["per_unit"] for item in read_series("VND")["items"]] == ["0.46", "0.463"]


def test_a_coming_day_is_in_a_range_as_far_as_it_is_known(publish, read_series):
    publish(DECEMBER_18, document(date(2025, 12, 22), USD="12070.00"))
    items = read_series("USD", "from=2025-12-18&to=2025-12-22&fill=previous")["items"]
    assert [item.get("carried", False) for item in items] == [False, True, True, True, False]
    assert read_series("USD", "from=2025-12-18")["items"] == [{"date": "2025-12-18", "per_unit": "12059.78"}]
    problem = read_series("USD", "to=2025-12-23", 422)
    assert problem["errors"] == [
        {"pointer": "?to", "detail": "The last sheet that is published is that of 2025-12-22."}
    ]


def test_before_the_first_sheet_there_are_no_items(publish, read_series):
    publish(DECEMBER_18)
    assert read_series("USD", "from=2025-12-01&to=2025-12-10")["items"] == []
    filled = read_series("USD", "from=2025-12-01&fill=previous")["items"]
    assert filled == [{"date": "2025-12-18", "per_unit": "12059.78"}]


def test_a_known_currency_without_a_day_in_the_range_is_an_empty_list(publish, read_series):
    publish(document(date(2025, 12, 1), TMT="3430.00"), document(date(2025, 12, 2)), DECEMBER_18)
    assert read_series("TMT", "from=2025-12-17&to=2025-12-18")["items"] == []


@pytest.mark.parametrize("code", ["XYZ", "UZS", "dollar", "U$D", "ру", 'a"b'])
@pytest.mark.parametrize("query", ["", "from=1994-07-01"])
def test_an_unknown_currency_is_not_found_by_name(publish, read_series, code, query):
    publish(DECEMBER_18)
    problem = read_series(code, query, 404)
    assert (problem["type"], problem["currency"]) == ("urn:gazette:problem:currency-not-found", code)
    assert code in problem["detail"]


def test_a_range_that_reaches_today_marks_a_late_sheet(publish, read_series, clock):
    publish(DECEMBER_18)
    assert "stale" not in read_series("USD", "from=2025-12-15")
    clock(datetime(2025, 12, 23, 7, tzinfo=UTC))
    assert read_series("USD", "from=2025-12-15")["stale"] is True
    assert read_series("USD", "from=2025-12-15&fill=previous")["stale"] is True
    assert "stale" not in read_series("USD", "from=2025-12-15&to=2025-12-22")


def test_a_source_without_any_sheet_is_not_found(read_series):
    for query in ("", "fill=previous", "to=2025-12-19"):
        assert read_series("USD", query, 404)["type"] == "urn:gazette:problem:sheet-not-found"


def test_a_code_may_be_in_small_letters(publish, read_series):
    publish(DECEMBER_18)
    assert read_series("usd")["currency"] == "USD"


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
def test_a_bad_parameter_is_named(publish, read_series, query, pointer):
    publish(DECEMBER_18)
    assert read_series("USD", query, 422)["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("path", ["/v1/rates/{currency}", "/v1/rates/{currency}/chart.svg"])
def test_a_first_day_that_has_begun_elsewhere_needs_no_last_day(publish, get, clock, path):
    """It is 20:00 in Tashkent, and tomorrow in Auckland. A day that is published already needs none either."""
    publish(DECEMBER_17, DECEMBER_18)
    clock(datetime(2025, 12, 18, 15, tzinfo=UTC))
    assert get(path, "from=2025-12-19", currency="USD")["statusCode"] == 200
    refused = json.loads(get(path, "from=2025-12-20", currency="USD")["body"])
    assert refused["errors"] == [
        {"pointer": "?from", "detail": "The last sheet that is published is that of 2025-12-18."}
    ]
    publish(document(date(2025, 12, 22)))
    assert get(path, "from=2025-12-22", currency="USD")["statusCode"] == 200


def test_a_first_day_after_today_is_the_last_one_too(publish, read_series, clock):
    publish(DECEMBER_18)
    clock(datetime(2025, 12, 18, 15, tzinfo=UTC))
    found = read_series("USD", "from=2025-12-19&fill=previous")
    assert (found["from"], found["to"], len(found["items"])) == ("2025-12-19", "2025-12-19", 1)
