"""Runs for the other banks, and for all banks, against stand-ins; and the public answers about them."""

import json
import time
from datetime import UTC, date, datetime

import boto3
import pytest

from functions.rate_ingestion import handler as function
from functions.rates import handler as public
from gazette.errors import Unavailable
from gazette.rates.ingestion.report import NothingValid
from gazette.rates.sources import load_bank
from tests.gazette.rates.ingestion.test_bank_client import LONG, dripping
from tests.gazette.rates.sources.common.test_xml import BOMB
from tests.support import fake_ecb
from tests.support.events import Context, http_event
from tests.support.fake_cbr import APRIL_25, ERROR, document, valute
from tests.support.fake_cbu import DECEMBER_18
from tests.support.fake_cbu import document as soums
from tests.support.fake_ecb import MARCH_17, MARCH_18, daily
from tests.support.stored_once import StoredOnce

XML = "text/xml"
FRIDAY = date(2026, 4, 24)
GOOD_DAY = StoredOnce("RatesTable")
AFTERNOON = {"ecb": datetime(2026, 3, 18, 15, 30, tzinfo=UTC), "cbr": datetime(2026, 4, 24, 13, tzinfo=UTC)}


@pytest.fixture
def run(ingest):
    """Run an event's `dates`, or the scheduled run, at a moment; in the bank's afternoon if none is given."""

    def run(source: str, *dates: date, at: datetime | None = None) -> dict:
        return ingest(source, *dates, at=at or AFTERNOON[source])

    return run


@pytest.fixture
def read(context, monkeypatch):
    def get(route: str, query: str, at: datetime) -> dict:
        monkeypatch.setattr(public, "now", lambda: at)
        answer = public.handler(http_event(f"GET {route}", query=query), context)
        assert answer["statusCode"] == 200, answer["body"]
        return json.loads(answer["body"])

    return get


def outcomes(report: dict) -> list[tuple[str, str]]:
    return [(result["asked"], result["outcome"]) for result in report["results"]]


def test_a_bank_that_publishes_for_the_same_day_costs_one_call(run, european_central_bank):
    european_central_bank.open(MARCH_18)
    assert outcomes(run("ecb")) == [("2026-03-18", "stored")]
    assert outcomes(run("ecb")) == [("2026-03-18", "unchanged")]
    assert european_central_bank.asked == ["/stats/eurofxref/eurofxref-daily.xml"] * 2


def test_before_four_the_newest_sheet_is_yesterdays(run, european_central_bank):
    european_central_bank.open(MARCH_17)
    assert outcomes(run("ecb")) == [("2026-03-18", "stored")]
    european_central_bank.open(MARCH_18)
    report = run("ecb")
    assert (report["last_date"], report["stale"]) == ("2026-03-18", False)


def test_a_past_day_of_the_portal_and_the_daily_file_are_one_sheet(run, european_central_bank, scan_rates):
    european_central_bank.open(MARCH_17, MARCH_18)
    assert outcomes(run("ecb", MARCH_17)) == [("2026-03-17", "stored")]
    assert outcomes(run("ecb")) == [("2026-03-18", "stored")]
    before = scan_rates()
    later = datetime(2026, 3, 20, 10, tzinfo=UTC)
    assert outcomes(run("ecb", MARCH_17, MARCH_18, at=later)) == [
        ("2026-03-17", "unchanged"),
        ("2026-03-18", "unchanged"),
    ]
    assert scan_rates() == before


def test_a_stand_in_may_have_one_file_for_every_path(run, european_central_bank, scan_rates):
    day = date(2022, 10, 3)
    european_central_bank.mishaps = [(200, XML, daily(day, USD="0.9764"))]
    assert outcomes(run("ecb", day, at=datetime(2026, 11, 24, tzinfo=UTC))) == [("2022-10-03", "stored")]
    assert ("ecb", "2022-10-03") in scan_rates()


def test_a_day_without_a_sheet_is_answered_by_the_one_before_under_its_own_date(run, european_central_bank, scan_rates):
    friday, sunday = date(2026, 3, 20), date(2026, 3, 22)
    european_central_bank.open(friday)
    [result] = run("ecb", sunday, at=datetime(2026, 3, 24, tzinfo=UTC))["results"]
    assert (result["outcome"], result["date"]) == ("stored", "2026-03-20")
    with pytest.raises(NothingValid, match="no rates"):
        run("ecb", date(1999, 1, 1), at=datetime(2026, 3, 24, tzinfo=UTC))


def test_the_bank_of_russia_publishes_saturdays_sheet_on_friday(run, bank_of_russia, scan_rates):
    bank_of_russia.publish(document(FRIDAY, USD=("75,1000", "1")))
    run("cbr", FRIDAY)
    bank_of_russia.publish(document())
    bank_of_russia.asked.clear()
    assert outcomes(run("cbr")) == [("2026-04-25", "stored"), ("2026-04-24", "unchanged")]
    assert bank_of_russia.asked == [f"/scripts/XML_daily.asp?date_req={day}/04/2026" for day in ("25", "24")]
    assert '"change":"0.4273","change_percent":"0.57"' in scan_rates()["cbr", "2026-04-25"]["main"]["S"]


def test_the_accept_header_names_the_media_types_of_the_bank(run, bank_of_russia, european_central_bank):
    bank_of_russia.publish(document(FRIDAY))
    european_central_bank.open(MARCH_18)
    run("cbr", FRIDAY)
    run("ecb", MARCH_18)
    assert bank_of_russia.accepted == ["application/xml, text/xml"]
    assert european_central_bank.accepted == ["text/xml, application/xml, text/csv, application/vnd.sdmx.data+csv"]


NO_SHEET = {
    "HTML with 200": (200, "text/html", b"<html>ddos-guard</html>"),
    "HTML that says it is XML": (200, XML, b"<html>blocked</html>"),
    "empty": (200, XML, b""),
    "half a body": (200, XML, daily()[: len(daily()) // 2]),
    "a bomb": (200, XML, BOMB),
    "another type": (200, "application/pdf", b"%PDF"),
    "not found": (404, "application/json", b'{"detail":"No results found."}'),
    "a redirect": (302, "text/html", b""),
}
UNUSABLE = {
    "ecb": NO_SHEET
    | {
        "without the dollar": (200, XML, daily(USD=None)),
        "half a CSV": (200, "text/csv", fake_ecb.csv()[: len(fake_ecb.csv()) // 2]),
    },
    "cbr": NO_SHEET
    | {
        "without the dollar": (200, XML, document(FRIDAY, USD=None)),
        "wrong parameters": (200, XML, ERROR),
        "wrong encoding": (200, XML, document(FRIDAY).replace(b"windows-1251", b"UTF-8")),
    },
}
BAD_RATES = ("0", "abc", "-1", "1e5")
REJECTED = {
    "ecb": {
        **{f"the rate {rate}": daily(USD=rate) for rate in BAD_RATES},
        "twice": daily().replace(b"'JPY'", b"'USD'"),
        "two days back": daily(date(2026, 3, 16)),
        "ten days ahead": daily(date(2026, 3, 28)),
    },
    "cbr": {
        **{f"the rate {rate}": document(FRIDAY, USD=(rate, "1")) for rate in BAD_RATES},
        "twice": document(FRIDAY).replace(b"</ValCurs>", valute("USD", "75,1").encode() + b"</ValCurs>"),
        "a day back": document(date(2026, 4, 23)),
        "ten days ahead": document(date(2026, 5, 4)),
        "a day ahead of the requested one": document(APRIL_25),
    },
}


@pytest.fixture
def run_both(run, bank_of_russia, european_central_bank, scan_rates):
    """Ingests a good day of both. Returns the table after it."""
    bank_of_russia.publish(document(FRIDAY))
    european_central_bank.open(MARCH_18)

    def run_both() -> dict:
        run("cbr", FRIDAY)
        run("ecb", MARCH_18)
        return scan_rates()

    return run_both


@pytest.fixture
def stored(run_both) -> dict:
    """The table after a good day of both."""
    return GOOD_DAY(run_both)


DAYS = {"ecb": MARCH_18, "cbr": FRIDAY}


@pytest.fixture
def banks(bank_of_russia, european_central_bank):
    return {"ecb": european_central_bank, "cbr": bank_of_russia}


def outcomes_of_failure(run, source: str) -> list[str]:
    """Outcomes of a run that raises because no day was valid."""
    with pytest.raises(NothingValid) as failure:
        run(source, DAYS[source])
    return [result["outcome"] for result in json.loads(str(failure.value))["results"]]


@pytest.mark.parametrize("source", ["ecb", "cbr"])
def test_an_unusable_answer_fails_and_loses_nothing(run, banks, scan_rates, stored, source):
    for name, mishap in UNUSABLE[source].items():
        banks[source].mishaps = [mishap]
        assert outcomes_of_failure(run, source) == ["failed"], name
        assert scan_rates() == stored, name


@pytest.mark.parametrize("source", ["ecb", "cbr"])
def test_a_wrong_sheet_is_rejected_and_loses_nothing(run, banks, scan_rates, stored, source):
    for name, body in REJECTED[source].items():
        banks[source].mishaps = [(200, XML, body)]
        assert outcomes_of_failure(run, source) == ["rejected"], name
        assert scan_rates() == stored, name


def test_a_file_that_ends_tomorrow_has_todays_sheet_too(run, european_central_bank):
    later = fake_ecb.cube(date(2026, 3, 19), fake_ecb.RATES)
    european_central_bank.mishaps = [(200, XML, fake_ecb.days(later, fake_ecb.cube(MARCH_18, fake_ecb.RATES)))]
    [result] = run("ecb", MARCH_18)["results"]
    assert (result["outcome"], result["date"]) == ("stored", "2026-03-18")


def test_an_unknown_currency_is_stored_with_the_day(run, bank_of_russia, european_central_bank):
    european_central_bank.mishaps = [(200, XML, daily(XTS="5.0000"))]
    bank_of_russia.publish(document(FRIDAY, XTS=("5,0000", "1")))
    for source in ("ecb", "cbr"):
        [result] = run(source, DAYS[source])["results"]
        assert (result["outcome"], result["unknown"]) == ("stored", ["XTS"])


def test_a_currency_without_any_name_is_unknown_too(run, bank_of_russia, european_central_bank, central_bank):
    european_central_bank.mishaps = [(200, XML, daily(MKD="61.5000"))]
    bank_of_russia.publish(document(FRIDAY, MKD=("1,3000", "1")))
    central_bank.publish(soums(FRIDAY, MKD="220.00"))
    unknown = {source: run(source, DAYS[source])["results"][0].get("unknown") for source in ("ecb", "cbr")}
    assert unknown == {"ecb": ["MKD"], "cbr": ["MKD"]}
    named = [run("cbu", FRIDAY, at=AFTERNOON["cbr"])["results"][0] for _ in range(2)]
    assert [(result["outcome"], result.get("unknown")) for result in named] == [("stored", None), ("unchanged", None)]


def test_the_hourly_run_asks_the_banks_whose_sheet_may_be_published(run, banks, central_bank):
    """On a Friday at five in the afternoon in Tashkent, three in Moscow and one in Frankfurt."""
    at = datetime(2026, 4, 24, 12, tzinfo=UTC)
    central_bank.publish(soums(FRIDAY))
    banks["cbr"].publish(document(FRIDAY))
    banks["ecb"].open(date(2026, 4, 23))
    reports = run("all", at=at)["sources"]
    assert [report["source"] for report in reports] == ["cbu", "ecb", "cbr"]
    assert [report["source"] for report in run("all", at=at)["sources"]] == ["cbu", "cbr"]
    central_bank.publish(soums(date(2026, 4, 27)))
    banks["cbr"].publish(document(APRIL_25))
    assert [report["last_date"] for report in run("all", at=at)["sources"]] == ["2026-04-27", "2026-04-25"]
    assert run("all", at=at) == {"sources": []}


def test_a_bank_that_fails_stops_no_other(run, banks, central_bank):
    banks["ecb"].open(MARCH_18)
    central_bank.mishaps = [
        (200, "application/json", json.dumps([{**row, "Rate": "0"} for row in json.loads(DECEMBER_18)]))
    ]
    central_bank.mishaps = [(status, kind, body.encode()) for status, kind, body in central_bank.mishaps * 9]
    banks["cbr"].publish(document(date(2026, 3, 18)))
    with pytest.raises(NothingValid, match='"source": "cbu"'):
        run("all", at=AFTERNOON["ecb"])
    assert len(banks["ecb"].asked) == 1
    assert banks["cbr"].asked


LOGGED = ("a bank's run failed", "rates run", "rates held")


def test_defects_in_two_banks_do_not_stop_a_third(run, banks, central_bank, monkeypatch, caplog):
    """The first is raised once the last has been asked and what is held has been lines; both are logged."""
    central_bank.publish(soums(date(2026, 3, 17), TMT="4037.68"), soums(MARCH_18, TMT="3469.17"))
    run("cbu", date(2026, 3, 17), MARCH_18, at=AFTERNOON["ecb"])
    banks["cbr"].publish(document(MARCH_18))
    finish = function.commands.finish_reevaluation

    def unavailable(bank):
        if bank.id == "ecb":
            raise Unavailable
        return finish(bank)

    monkeypatch.setattr(load_bank("cbu"), "parse", lambda body, asked: {}["Rate"])
    monkeypatch.setattr(function.commands, "finish_reevaluation", unavailable)
    caplog.clear()
    with pytest.raises(KeyError, match="Rate"):
        run("all", at=AFTERNOON["ecb"])
    lines = {text: [line for line in caplog.records if line.message == text] for text in LOGGED}
    failed, ran, held = lines.values()
    assert [(line.source, line.exc_info[0]) for line in failed] == [("cbu", KeyError), ("ecb", Unavailable)]
    assert [(line.source, line.last_date) for line in ran] == [("cbr", "2026-03-18")]
    assert [line.held[0]["currencies"] for line in held] == [["TMT"]]


@pytest.fixture
def hurried(monkeypatch):
    """A context with so many seconds for asking the banks."""

    class Hurried(Context):
        def __init__(self, seconds):
            self._end = time.monotonic() + seconds + function.RESERVE

        def get_remaining_time_in_millis(self):
            return int((self._end - time.monotonic()) * 1000)

    return Hurried


def test_two_slow_banks_leave_a_third_its_time(bank_of_russia, raw_bucket, hurried, monkeypatch):
    """Each of the first two would take all that there is."""
    monkeypatch.setattr(function, "now", lambda: AFTERNOON["cbr"])
    bank_of_russia.publish(document(FRIDAY))
    with dripping(LONG) as tashkent, dripping(LONG) as fake_ecb:
        monkeypatch.setenv("CBU_URL", f"http://127.0.0.1:{tashkent}")
        monkeypatch.setenv("ECB_URL", f"http://127.0.0.1:{fake_ecb}")
        reports = function.handler({"source": "all"}, hurried(2.1))["sources"]
    assert {report["source"]: outcomes(report) for report in reports} == {
        "cbu": [("2026-04-25", "failed")],
        "ecb": [("2026-04-24", "failed")],
        "cbr": [("2026-04-25", "stored"), ("2026-04-24", "unchanged")],
    }


def test_a_sheet_names_its_quotation(run, read, stored):
    assert read("/v1/rates", "source=ecb&date=2026-03-18&symbols=USD", AFTERNOON["ecb"])["quotation"] == "indirect"
    sheet = read("/v1/rates", "source=cbr&date=2026-04-24&symbols=UZS", AFTERNOON["cbr"])
    assert (sheet["base"], sheet["quotation"]) == ("RUB", "direct")
    [uzs] = sheet["rates"]
    assert (uzs["nominal"], uzs["rate"], uzs["per_unit"]) == (10000, "62.8322", "0.00628322")
    quotations = {
        entry["source"]: entry["quotation"] for entry in read("/v1/rates/sources", "", AFTERNOON["cbr"])["items"]
    }
    assert quotations == {"cbu": "direct", "ecb": "indirect", "cbr": "direct"}


@pytest.mark.parametrize(
    ("source", "query", "result"),
    [
        ("ecb", "from=EUR&to=USD&amount=100", "115.00"),
        ("ecb", "from=USD&to=EUR&amount=115", "100.00"),
        ("ecb", "from=USD&to=JPY&amount=1.15", "183"),
        ("ecb", "from=GBP&to=USD&amount=1000", "1331.13"),
        ("cbr", "from=USD&to=RUB&amount=100", "7552.73"),
        ("cbr", "from=UZS&to=RUB&amount=1000000", "6283.22"),
        ("cbr", "from=USD&to=UZS&amount=1", "12020.48"),
        ("cbr", "from=IRR&to=RUB&amount=1000000", "53.93"),
    ],
)
def test_amounts_are_converted_through_the_banks_base_currency(read, stored, source, query, result):
    converted = read("/v1/rates/convert", f"source={source}&date={DAYS[source]}&{query}", AFTERNOON[source])
    assert converted["result"] == result


@pytest.mark.parametrize("source", ["ecb", "cbr"])
def test_currencies_of_banks_that_print_no_names_have_all_names(read, stored, source):
    listed = {
        entry["currency"]: entry for entry in read("/v1/currencies", f"source={source}", AFTERNOON[source])["items"]
    }
    day = DAYS[source].isoformat()
    assert listed["USD"] == {
        "currency": "USD",
        "numeric": "840",
        "names": {"en": "US Dollar", "ru": "Доллар США", "uz": "AQSH dollari", "uz-Cyrl": "АҚШ доллари"},
        "nominal": 1,
        "minor_units": 2,
        "first_date": day,
        "last_date": day,
        "retired": False,
    }
    assert all(sorted(entry["names"]) == ["en", "ru", "uz", "uz-Cyrl"] for entry in listed.values())


def test_an_ended_currency_is_retired_though_the_bank_prints_it(run, read, european_central_bank):
    european_central_bank.mishaps = [(200, XML, daily(BGN="1.9558"))]
    run("ecb", MARCH_18)
    listed = {entry["currency"]: entry for entry in read("/v1/currencies", "source=ecb", AFTERNOON["ecb"])["items"]}
    assert (listed["BGN"]["retired"], listed["BGN"]["numeric"], listed["BGN"]["minor_units"]) == (True, "975", 2)


def test_answers_are_stored_with_their_media_type(run_both, raw_bucket):
    run_both()
    s3 = boto3.client("s3")
    kept = {
        entry["Key"].split("/")[0]: s3.head_object(Bucket=raw_bucket, Key=entry["Key"])["ContentType"]
        for entry in s3.list_objects_v2(Bucket=raw_bucket)["Contents"]
    }
    assert kept == {"cbr": "application/xml", "ecb": "application/xml"}


def test_fetching_uses_todays_file_only_for_today(run, european_central_bank):
    european_central_bank.open(MARCH_17, MARCH_18)
    run("ecb", MARCH_17, MARCH_18)
    assert [path.split("?")[0] for path in european_central_bank.asked] == [
        "/service/data/EXR/D..EUR.SP00.A",
        "/stats/eurofxref/eurofxref-daily.xml",
    ]
