"""Public reads of rates over sheets that were stored as ingestion stores them."""

import base64
import gzip
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.rates import handler as rates
from gazette.rates.sources import bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.conftest import ROOT, http_event, sample_event
from tests.support.fake_cbu import CORRECTION, DECEMBER_17, DECEMBER_18, document, full
from tests.test_events import REFUSALS

NOON = datetime(2025, 12, 18, 7, tzinfo=UTC)
DAY = date(2025, 12, 18)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Sets the present moment; noon of 18 December in Tashkent to begin with."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr(rates, "now", lambda: at)
        monkeypatch.setattr("gazette.http.public.time.time", at.timestamp)

    set_to(NOON)
    return set_to


@pytest.fixture
def publish(dynamodb, stack):
    def store(*bodies: bytes) -> None:
        table, cbu = SheetCommands(RateRepository(stack.physical("RatesTable"), dynamodb)), bank("cbu")
        for body in bodies:
            table.store(cbu, cbu.parse(body), raw="0" * 64, at=NOON)

    return store


@pytest.fixture
def get(context):
    def answer(path: str, query: str = "", method: str = "GET", **headers: str) -> dict:
        event = http_event(
            f"{method} {path}", query=query, headers={name.replace("_", "-"): v for name, v in headers.items()}
        )
        return rates.handler(event, context)

    return answer


@pytest.fixture
def read(get):
    def document_of(path: str, query: str = "", status: int = 200) -> dict:
        answer = get(path, query)
        assert answer["statusCode"] == status, answer["body"]
        return json.loads(answer["body"])

    return document_of


def shown(sheet: dict) -> dict:
    return {rate["currency"]: (rate["rate"], rate["change"], rate["change_percent"]) for rate in sheet["rates"]}


@pytest.mark.parametrize("path", sorted((ROOT / "events/rates").iterdir()), ids=lambda path: path.name)
def test_every_sample_event_is_answered(path, publish, clock, context):
    clock(datetime(2026, 4, 5, 7, tzinfo=UTC))
    publish(document(date(2026, 4, 1)), document(date(2026, 4, 2)))
    answer = rates.handler(sample_event(f"rates/{path.name}"), context)
    assert answer["statusCode"] == REFUSALS.get(f"rates/{path.stem}", 200)


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


def test_the_sheet_switches_at_the_banks_midnight_and_stands_beside_before(publish, read, clock):
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
def test_a_day_without_a_sheet_is_answered_with_the_one_before_it_and_says_so(publish, read, clock, day, carried, age):
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
    publish(DECEMBER_17, document(DAY, USD=("12059.78", "-45")))
    [rate] = read("/v1/rates", "symbols=USD")["rates"]
    assert (rate["change"], rate["bank_change"]) == ("-46.00", "-45")


def test_a_correction_is_the_sheets_next_revision(publish, read):
    publish(DECEMBER_17, DECEMBER_18, CORRECTION)
    sheet = read("/v1/rates")
    assert (sheet["revision"], sheet["rates"][0]["rate"]) == (2, "12059.79")


@pytest.mark.parametrize(
    ("query", "result", "rate"),
    [
        ("from=USD&to=UZS&amount=100", "1205978.00", "12059.78000"),
        ("from=UZS&to=USD&amount=1000000", "82.92", "0.00008292025228"),
        ("from=VND&to=UZS&amount=1000000", "463000.00", "0.4630000000"),
        ("from=EUR&to=USD&amount=1", "1.17", "1.171600145"),
        ("from=USD&to=JPY&amount=1", "158", "157.8918565"),
        ("from=USD&to=USD&amount=5", "5.00", "1.000000000"),
        ("from=uzs&to=UZS", "1.00", "1.000000000"),
    ],
)
def test_an_amount_is_converted_through_the_base(publish, read, query, result, rate):
    publish(document(DAY, VND=("4.63", "0", "10"), JPY="76.38"))
    converted = read("/v1/rates/convert", query)
    assert (converted["result"], converted["rate"]) == (result, rate)
    assert (converted["date"], converted["source"]) == ("2025-12-18", "cbu")


def test_a_conversion_of_a_past_day_takes_that_days_sheet(publish, read):
    publish(DECEMBER_17, DECEMBER_18)
    converted = read("/v1/rates/convert", "from=USD&to=UZS&amount=1&date=2025-12-17")
    assert converted == {
        "from": "USD",
        "to": "UZS",
        "amount": "1",
        "result": "12105.78",
        "rate": "12105.78000",
        "date": "2025-12-17",
        "source": "cbu",
    }


def test_a_conversion_names_what_is_held_once(publish, read):
    publish(DECEMBER_17, document(date(2025, 12, 18), USD="15000.00"))
    for want in ("USD", "UZS"):
        assert read("/v1/rates/convert", f"from=USD&to={want}")["held"] == ["USD"]


def test_a_conversion_says_where_a_sheet_is_late(publish, read, clock):
    publish(DECEMBER_18)
    assert "stale" not in read("/v1/rates/convert", "from=USD&to=UZS")
    clock(datetime(2025, 12, 23, 7, tzinfo=UTC))
    assert read("/v1/rates/convert", "from=USD&to=UZS")["stale"] is True
    assert "stale" not in read("/v1/rates/convert", "from=USD&to=UZS&date=2025-12-18")


def test_a_conversion_names_the_currency_that_is_not_there(publish, read):
    publish(DECEMBER_18)
    assert read("/v1/rates/convert", "from=USD&to=ABC", 404)["currency"] == "ABC"


def test_sources_tell_how_fresh_they_are(publish, read, clock):
    publish(DECEMBER_17, DECEMBER_18)
    source, *others = read("/v1/rates/sources")["items"]
    assert [other["source"] for other in others] == ["ecb", "cbr"]
    assert source == {
        "source": "cbu",
        "names": bank("cbu").names,
        "base": "UZS",
        "quotation": "direct",
        "first_date": "2025-12-17",
        "last_date": "2025-12-18",
        "seen_at": "2025-12-18T07:00:00Z",
        "expected_date": "2025-12-19",
        "stale": False,
    }
    clock(datetime(2025, 12, 19, 4, tzinfo=UTC))
    assert read("/v1/rates/sources")["items"][0]["stale"] is True
    assert read("/v1/rates")["stale"] is True
    assert read("/v1/rates", "date=2025-12-18")["stale"] is False


def test_a_source_that_was_never_read_is_stale(read):
    sources = read("/v1/rates/sources")["items"]
    assert [(source["last_date"], source["stale"]) for source in sources] == [(None, True)] * 3


def test_currencies_have_names_in_every_language(publish, get):
    publish(document(DAY, AUD="8360.35", BGN="7323.85"))
    plain, packed = get("/v1/currencies"), get("/v1/currencies", accept_encoding="gzip")
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    listed = {entry["currency"]: entry for entry in json.loads(plain["body"])["items"]}
    assert list(listed) == ["AUD", "BGN", "EUR", "RUB", "USD"]
    assert listed["AUD"]["numeric"] == "036"
    assert listed["EUR"]["names"]["uz-Cyrl"] == "ЕВРО"
    assert (listed["BGN"]["retired"], listed["USD"]["retired"]) == (True, False)


def test_the_sheet_in_force_is_kept_for_five_minutes_but_never_past_midnight(publish, get, clock):
    publish(DECEMBER_18)
    assert get("/v1/rates")["headers"]["cache-control"].startswith("public, max-age=300, s-maxage=300")
    clock(datetime(2025, 12, 18, 18, 59, 10, tzinfo=UTC))
    assert get("/v1/rates")["headers"]["cache-control"] == "public, max-age=50, s-maxage=50"


def test_a_past_day_is_kept_for_a_day(publish, get):
    publish(DECEMBER_17, DECEMBER_18)
    answer = get("/v1/rates", "date=2025-12-17")
    assert answer["headers"]["cache-control"].startswith("public, max-age=86400, s-maxage=86400")


def test_a_past_day_whose_sheet_a_backfill_may_still_bring_is_kept_for_minutes(publish, get):
    publish(DECEMBER_17)
    publish(document(date(2025, 12, 19)))
    for day, kept in (("2025-12-17", 86_400), ("2025-12-18", 300)):
        answer = get("/v1/rates", f"date={day}")
        assert answer["headers"]["cache-control"].startswith(f"public, max-age={kept}, s-maxage={kept}"), day
        assert json.loads(answer["body"])["stale"] is False


def test_errors_are_hardly_kept(publish, get):
    publish(DECEMBER_18)
    assert get("/v1/rates", "date=2026-01-01")["headers"]["cache-control"] == "no-store"
    assert get("/v1/rates", "symbols=ABC")["headers"]["cache-control"] == "public, max-age=10"


def test_an_unchanged_sheet_is_304_and_a_correction_is_not(publish, get):
    publish(DECEMBER_17, DECEMBER_18)
    etag = get("/v1/rates")["headers"]["etag"]
    assert get("/v1/rates", if_none_match=etag)["statusCode"] == 304
    publish(CORRECTION)
    assert get("/v1/rates", if_none_match=etag)["statusCode"] == 200


def test_a_whole_sheet_is_packed_for_who_takes_that_and_a_few_rates_are_not(publish, get):
    publish(full(DAY))
    plain, packed = get("/v1/rates"), get("/v1/rates", accept_encoding="br, gzip")
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    assert packed["headers"]["content-encoding"] == "gzip"
    assert packed["headers"]["vary"] == "Accept-Encoding"
    assert get("/v1/rates", if_none_match=packed["headers"]["etag"])["statusCode"] == 304
    assert "content-encoding" not in get("/v1/rates", "symbols=USD", accept_encoding="gzip")["headers"]


def test_head_is_the_answer_without_its_body(publish, get):
    publish(DECEMBER_18)
    answer = get("/v1/rates", method="HEAD")
    assert (answer["statusCode"], answer["body"]) == (200, "")
    assert answer["headers"]["etag"] == get("/v1/rates")["headers"]["etag"]


def test_a_read_is_one_request(publish, get, monkeypatch):
    publish(DECEMBER_17, DECEMBER_18)
    reads = []
    start = rates.rates._reader.start
    monkeypatch.setattr(rates.rates._reader, "start", lambda *request: reads.append(request[0]) or start(*request))
    for path, query in (
        ("/v1/rates", ""),
        ("/v1/rates", "date=2025-12-17"),
        ("/v1/rates/convert", "from=USD&to=UZS"),
        ("/v1/rates/sources", ""),
        ("/v1/currencies", ""),
    ):
        reads.clear()
        assert get(path, query)["statusCode"] == 200
        assert len(reads) == 1
