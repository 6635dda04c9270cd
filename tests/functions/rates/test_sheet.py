"""The sheet of a day: in force, coming, carried, held, corrected."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.functions.rates.conftest import NOON
from tests.support.fake_cbu import CORRECTION, DECEMBER_17, DECEMBER_18, document, full

DAY = date(2025, 12, 18)


def shown(sheet: dict) -> dict:
    return {rate["currency"]: (rate["rate"], rate["change"], rate["change_percent"]) for rate in sheet["rates"]}


def test_the_sheet_in_force_with_some_currencies(publish, read):
    publish(DECEMBER_17, DECEMBER_18)
    sheet = read("/v1/rates", "symbols=RUB,USD")
    assert sheet == {
        "source": "cbu",
        "base": "UZS",
        "quotation": "direct",
        "date": "2025-12-18",
        "requested_date": "2025-12-18",
        "carried": False,
        "age_days": 0,
        "stale": False,
        "revision": 1,
        "previous_date": "2025-12-17",
        "upcoming": None,
        "rates": [
            {
                "currency": "RUB",
                "numeric": "643",
                "nominal": 1,
                "rate": "150.07",
                "per_unit": "150.07",
                "change": "-2.48",
                "change_percent": "-1.63",
            },
            {
                "currency": "USD",
                "numeric": "840",
                "nominal": 1,
                "rate": "12059.78",
                "per_unit": "12059.78",
                "change": "-46.00",
                "change_percent": "-0.38",
            },
        ],
    }


def test_the_seed_figures_come_out(publish, read):
    publish(DECEMBER_18, DECEMBER_17)
    assert shown(read("/v1/rates", "date=2025-12-18&symbols=USD,EUR,RUB")) == {
        "USD": ("12059.78", "-46.00", "-0.38"),
        "EUR": ("14129.24", "-103.53", "-0.73"),
        "RUB": ("150.07", "-2.48", "-1.63"),
    }


def test_without_symbols_every_currency_that_the_bank_prints_is_there(publish, read):
    publish(full(DAY))
    sheet = read("/v1/rates")
    assert len(sheet["rates"]) == 75
    assert [rate["currency"] for rate in sheet["rates"]][:3] == ["USD", "EUR", "RUB"]
    assert all(rate["change"] is None for rate in sheet["rates"])


def test_the_sheet_switches_at_the_banks_midnight_and_is_upcoming_before(publish, read, clock):
    publish(DECEMBER_17, DECEMBER_18)
    clock(datetime(2025, 12, 17, 18, 59, 59, tzinfo=UTC))
    before = read("/v1/rates", "symbols=USD")
    assert (before["date"], before["upcoming"]["date"]) == ("2025-12-17", "2025-12-18")
    assert shown(before["upcoming"]) == {"USD": ("12059.78", "-46.00", "-0.38")}
    clock(datetime(2025, 12, 17, 19, 0, 0, tzinfo=UTC))
    after = read("/v1/rates", "symbols=USD")
    assert (after["date"], after["upcoming"]) == ("2025-12-18", None)


def test_of_several_coming_sheets_the_nearest_is_shown(publish, read, clock):
    publish(DECEMBER_17, *[document(DAY + timedelta(ahead)) for ahead in range(4)])
    clock(NOON - timedelta(1))
    sheet = read("/v1/rates")
    assert (sheet["date"], sheet["upcoming"]["date"]) == ("2025-12-17", "2025-12-18")


@pytest.mark.parametrize(
    ("day", "carried", "age"), [("2025-12-18", False, 0), ("2025-12-19", True, 1), ("2025-12-21", True, 3)]
)
def test_a_day_without_a_sheet_has_the_one_before_it_marked_as_carried(publish, read, clock, day, carried, age):
    publish(DECEMBER_18)
    clock(datetime(2025, 12, 22, 7, tzinfo=UTC))
    sheet = read("/v1/rates", f"date={day}")
    assert (sheet["date"], sheet["requested_date"]) == ("2025-12-18", day)
    assert (sheet["carried"], sheet["age_days"]) == (carried, age)


def test_a_coming_day_is_answered_as_far_as_it_is_known(publish, read):
    publish(DECEMBER_18, document(date(2025, 12, 22)))
    carried = read("/v1/rates", "date=2025-12-20")
    assert (carried["date"], carried["carried"], carried["upcoming"]["date"]) == ("2025-12-18", True, "2025-12-22")
    assert read("/v1/rates", "date=2025-12-22")["date"] == "2025-12-22"
    problem = read("/v1/rates", "date=2025-12-23", 422)
    assert problem["errors"][0]["pointer"] == "?date"
    assert "2025-12-22" in problem["detail"]


def test_tomorrow_is_refused_while_nothing_is_published_for_it(publish, read):
    publish(DECEMBER_18)
    read("/v1/rates", "date=2025-12-19", 422)


def test_a_day_before_the_first_sheet_is_not_found(publish, read):
    publish(DECEMBER_18)
    assert read("/v1/rates", "date=2025-12-17", 404)["type"] == "urn:gazette:problem:sheet-not-found"


def test_a_source_without_any_sheet_is_not_found(read):
    for path in ("/v1/rates", "/v1/currencies"):
        assert read(path, status=404)["type"] == "urn:gazette:problem:sheet-not-found"


def test_an_unknown_currency_is_not_found_by_name(publish, read):
    publish(DECEMBER_18)
    problem = read("/v1/rates", "symbols=USD,ABC", 404)
    assert (problem["type"], problem["currency"]) == ("urn:gazette:problem:currency-not-found", "ABC")
    assert "ABC" in problem["detail"]


def test_symbols_may_be_small_letters_and_repeated(publish, read):
    publish(DECEMBER_18)
    assert list(shown(read("/v1/rates", "symbols=usd,%20eur,USD"))) == ["USD", "EUR"]


@pytest.mark.parametrize(
    ("path", "query", "pointer"),
    [
        ("/v1/rates", "source=fed", "?source"),
        ("/v1/rates", "date=18.12.2025", "?date"),
        ("/v1/rates", "date=20251218", "?date"),
        ("/v1/rates", "date=2025-02-30", "?date"),
        ("/v1/rates", "symbols=US", "?symbols"),
        ("/v1/rates", "symbols=USD,,EUR", "?symbols"),
        ("/v1/rates", "symbols=%D0%A0%D0%A3%D0%91", "?symbols"),
        ("/v1/rates", "base=USD", "?base"),
        ("/v1/rates", "date=2025-12-18&date=2025-12-17", "?date"),
        ("/v1/rates/convert", "to=UZS", "?from"),
        ("/v1/rates/convert", "from=USD", "?to"),
        ("/v1/rates/convert", "from=USD&to=UZS&amount=-1", "?amount"),
        ("/v1/rates/convert", "from=USD&to=UZS&amount=1e5", "?amount"),
        ("/v1/rates/sources", "source=cbu", "?source"),
        ("/v1/currencies", "lang=en", "?lang"),
    ],
)
def test_a_bad_parameter_is_named(publish, read, path, query, pointer):
    publish(DECEMBER_18)
    assert read(path, query, 422)["errors"][0]["pointer"] == pointer


def test_a_held_rate_is_the_last_good_one_with_the_candidate_beside_it(publish, read):
    publish(document(date(2025, 12, 17), TMT="4037.68"), document(DAY, TMT=("3469.17", "-568.51")))
    [rate] = read("/v1/rates", "symbols=TMT")["rates"]
    assert rate == {
        "currency": "TMT",
        "numeric": "934",
        "nominal": 1,
        "rate": "4037.68",
        "per_unit": "4037.68",
        "change": None,
        "change_percent": None,
        "held": True,
        "candidate": {"rate": "3469.17", "change": "-568.51", "change_percent": "-14.08"},
    }
    assert read("/v1/rates/convert", "from=TMT&to=UZS")["held"] == ["TMT"]


def test_a_mismatch_with_the_banks_own_difference_is_shown(publish, read):
    """The euro has yesterday's rate, with today's difference."""
    publish(DECEMBER_17, document(DAY, USD=("12059.78", "-46"), EUR=("14232.77", "-103.53")))
    dollar, euro = read("/v1/rates", "symbols=USD,EUR")["rates"]
    assert "mismatch" not in dollar
    assert (euro["change"], euro["bank_change"], euro["mismatch"]) == ("0.00", "-103.53", True)


def test_a_day_that_has_begun_in_another_zone_is_carried(publish, get, read, read_series, clock):
    """At 03:45 in Tashkent that day has not begun for `ecb`. Here it is 20:00 in Tashkent, and tomorrow in Auckland."""
    publish(DECEMBER_17, DECEMBER_18)
    clock(datetime(2025, 12, 18, 15, tzinfo=UTC))
    sheet = read("/v1/rates", "date=2025-12-19")
    assert [sheet[name] for name in ("date", "carried", "age_days", "stale")] == ["2025-12-18", True, 1, False]
    assert read("/v1/rates/convert", "from=USD&to=UZS&date=2025-12-19")["carried"]
    assert read_series("USD", "from=2025-12-19&to=2025-12-19&fill=previous")["items"] == [
        {"date": "2025-12-19", "per_unit": "12059.78", "carried": True, "sheet_date": "2025-12-18"}
    ]
    assert get("/v1/rates/{currency}/chart.svg", "to=2025-12-19", currency="USD")["statusCode"] == 200
    assert "max-age=300" in get("/v1/rates", "date=2025-12-19")["headers"]["cache-control"]
    read("/v1/rates", "date=2025-12-20", 422)
    read_series("USD", "to=2025-12-20", 422)


def test_no_day_of_the_calendar_is_an_error_of_the_service(publish, get):
    publish(DECEMBER_18)
    for day in ("0001-01-01", "0009-12-31", "9999-12-31"):
        for path, query in (("", f"date={day}"), ("/convert", f"from=USD&to=UZS&date={day}")):
            assert get(f"/v1/rates{path}", query)["statusCode"] in (404, 422), (path, query)
        for path in ("", "/chart.svg"):
            for query in (f"from={day}", f"to={day}", f"from=0001-01-01&to={day}", f"from={day}&to=0001-01-01"):
                answer = get(f"/v1/rates/{{currency}}{path}", query, currency="USD")
                assert answer["statusCode"] in (200, 422), (path, query)


def test_a_correction_is_the_sheets_next_revision(publish, read):
    publish(DECEMBER_17, DECEMBER_18, CORRECTION)
    sheet = read("/v1/rates")
    assert (sheet["revision"], sheet["rates"][0]["rate"]) == (2, "12059.79")
