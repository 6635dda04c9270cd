"""Runs through the function's own event, against a stand-in for the bank."""

import json
from datetime import UTC, date, datetime, timedelta

import boto3
import pytest
from pydantic import ValidationError

from functions.rate_ingestion import handler as function
from gazette.encoding import unpack
from gazette.errors import Invalid
from gazette.rates.ingestion.report import NothingValid
from tests.support.events import sample_event
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document, full, row, rows

NOON = datetime(2025, 12, 18, 7, tzinfo=UTC)
DAY = date(2025, 12, 18)
JSON = "application/json"


@pytest.fixture
def run(central_bank, ingest):
    """Run an event's `dates`, or the scheduled run, at a moment of the bank's day."""

    def run(*dates: date, at: datetime = NOON) -> dict:
        return ingest("cbu", *dates, at=at)

    return run


def outcomes(report: dict) -> list[tuple[str, str]]:
    return [(result["asked"], result["outcome"]) for result in report["results"]]


def sent(capsys) -> list[dict]:
    """Lines with metrics."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]


def metrics(capsys) -> dict:
    [line] = sent(capsys)
    return line


def count(capsys, *names: str) -> list[float]:
    """The sums of metrics over all lines."""
    lines = sent(capsys)
    return [sum(sum(line.get(name, [])) for line in lines) for name in names]


@pytest.mark.parametrize("name", ["dates", "run"])
def test_the_sample_events_of_runs_run(name, central_bank, raw_bucket, context):
    central_bank.publish(document(date(2026, 4, 1)), document(date(2026, 4, 2)))
    report = function.handler(sample_event(f"rate_ingestion/{name}.json"), context)
    assert any(result["outcome"] == "stored" for result in report["results"])


def test_two_days_are_stored(run, central_bank, scan_rates):
    central_bank.publish(DECEMBER_17, DECEMBER_18)
    report = run(DAY - timedelta(1), DAY)
    assert report == {
        "source": "cbu",
        "last_date": "2025-12-18",
        "stale": False,
        "results": [
            {"asked": "2025-12-17", "outcome": "stored", "date": "2025-12-17", "revision": 1},
            {"asked": "2025-12-18", "outcome": "stored", "date": "2025-12-18", "revision": 1},
        ],
    }
    assert '"change":"-46.00","change_percent":"-0.38"' in scan_rates()["cbu", "2025-12-18"]["main"]["S"]


def test_the_answer_of_the_bank_is_stored_as_it_came(run, central_bank, scan_rates, raw_bucket):
    central_bank.publish(DECEMBER_18)
    run(DAY)
    digest = scan_rates()["cbu", "2025-12-18"]["raw"]["S"]
    kept = boto3.client("s3").get_object(Bucket=raw_bucket, Key=f"cbu/{digest}")
    assert kept["Body"].read() == DECEMBER_18


def test_the_scheduled_run_stops_at_the_first_new_sheet_and_reads_today_again(run, central_bank):
    central_bank.publish(DECEMBER_17, DECEMBER_18, document(DAY + timedelta(1)))
    run(DAY - timedelta(1), DAY)
    central_bank.asked.clear()
    assert outcomes(run()) == [("2025-12-19", "stored"), ("2025-12-18", "unchanged")]
    assert central_bank.days == ["2025-12-19", "2025-12-18"]


def test_over_a_weekend_the_coming_days_are_asked_for_until_monday(run, central_bank):
    friday = date(2025, 12, 19)
    central_bank.publish(document(friday), document(friday + timedelta(3)))
    run(friday)
    assert outcomes(run(at=NOON + timedelta(1))) == [
        ("2025-12-20", "unchanged"),
        ("2025-12-21", "unchanged"),
        ("2025-12-22", "stored"),
        ("2025-12-19", "unchanged"),
    ]


def test_a_run_that_finds_nothing_new_changes_nothing(run, central_bank, scan_rates):
    central_bank.publish(DECEMBER_17, DECEMBER_18)
    run(DAY - timedelta(1), DAY)
    before = scan_rates()
    assert {outcome for _, outcome in outcomes(run())} == {"unchanged"}
    assert scan_rates() == before


def test_once_the_coming_sheet_is_known_only_corrections_are_looked_for(run, central_bank):
    central_bank.publish(DECEMBER_18, document(DAY + timedelta(1)))
    run(DAY)
    run()
    central_bank.asked.clear()
    central_bank.publish(document(DAY + timedelta(1), USD="12060.00"), document(DAY, USD="12059.79"))
    assert outcomes(run()) == [("2025-12-19", "corrected"), ("2025-12-18", "corrected")]


def test_sheets_that_were_missed_are_fetched_when_the_next_one_is_found(run, central_bank):
    published = [document(date(2025, 12, day)) for day in (15, 16, 17, 18)]
    central_bank.publish(*published)
    run(date(2025, 12, 15))
    report = run()
    assert outcomes(report)[:1] == [("2025-12-19", "stored")]
    assert [result["date"] for result in report["results"] if result["outcome"] == "stored"] == [
        "2025-12-18",
        "2025-12-17",
        "2025-12-16",
    ]


def test_a_weekend_is_answered_with_fridays_sheet_under_its_own_date(run, central_bank, scan_rates):
    friday = date(2025, 12, 19)
    central_bank.publish(document(friday))
    report = run(friday + timedelta(2), at=NOON + timedelta(3))
    assert report["results"][0]["date"] == "2025-12-19"
    assert ("cbu", "2025-12-21") not in scan_rates()


def test_a_source_with_a_missed_sheet_is_stale(run, central_bank, capsys):
    central_bank.publish(DECEMBER_18)
    assert run(DAY, at=datetime(2025, 12, 19, 4, 5, tzinfo=UTC))["stale"]
    assert metrics(capsys)["RatesStale"] == [1.0]


def test_a_run_counts_what_came_of_it(run, central_bank, capsys):
    central_bank.publish(document(DAY - timedelta(1), TMT="4037.68"))
    run(DAY - timedelta(1))
    capsys.readouterr()
    central_bank.publish(document(DAY, TMT=("3469.17", "-568.51"), XTS="5.00", USD=("12060.78", "0.99")))
    [result] = run(DAY)["results"]
    assert (result["held"], result["unknown"], result["mismatched"]) == (["TMT"], ["XTS"], ["USD"])
    held, counted = sent(capsys)
    names = ("Ingested", "Corrected", "Rejected", "Failed", "Held", "Mismatched", "Unknown", "Stale")
    assert [counted.get(f"Rates{name}") for name in names] == [[1.0], None, None, None, None, [1.0], [1.0], None]
    assert counted["RatesDoubtful"] == [2.0]
    assert (held["RatesHeld"], held["RatesDoubtful"]) == ([1.0], [2.0]), "the manat, and the dollar's difference"
    for line in (held, counted):
        [described] = line["_aws"]["CloudWatchMetrics"]
        assert described["Dimensions"] == [["service"], ["service", "source"]]
        assert (line["service"], line["source"], line["dates"]) == ("gazette", "cbu", ["2025-12-18"])


def test_a_main_currency_that_does_not_fit_its_difference_is_counted_while_it_is_served(run, central_bank, capsys):
    central_bank.publish(DECEMBER_17, document(DAY, USD=("12059.78", "-46"), EUR=("14232.77", "-103.53")))
    run(DAY - timedelta(1), DAY)
    for _ in range(2):
        capsys.readouterr()
        report = run(DAY)
        assert report["mismatched"] == [{"source": "cbu", "date": "2025-12-18", "currencies": ["EUR", "RUB"]}]
        assert metrics(capsys)["RatesDoubtful"] == [2.0]
    central_bank.publish(DECEMBER_18)
    assert "mismatched" not in run(DAY)


def test_zeros_are_not_sent(run, central_bank, capsys):
    """A metric costs money for each hour in which it is sent."""
    central_bank.publish(DECEMBER_18)
    run(DAY)
    assert [name for name in metrics(capsys) if name.startswith("Rates")] == ["RatesIngested"]
    run(DAY)
    assert '"_aws"' not in capsys.readouterr().out


def without(currency: str) -> bytes:
    return json.dumps([entry for entry in rows(DAY) if entry["Ccy"] != currency]).encode()


NO_SHEET = {
    "HTML with 200": (200, "text/html", b"<html>Bitrix</html>"),
    "HTML that says it is JSON": (200, JSON, b"<html>Bitrix</html>"),
    "an empty list": (200, JSON, b"[]"),
    "half a body": (200, JSON, DECEMBER_18[: len(DECEMBER_18) // 2]),
    "no dollar": (200, JSON, without("USD")),
    "a redirect": (302, "text/html", b""),
    "not found": (404, "text/html", b""),
}
NO_RATES = {
    "zero": document(DAY, EUR="0"),
    "letters": document(DAY, EUR="abc"),
    "negative": document(DAY, EUR="-1"),
    "scientific": document(DAY, EUR="1e5"),
    "twice": json.dumps([*rows(DAY), row("USD", "12060.00")]).encode(),
    "ten days ahead": document(DAY + timedelta(10)),
    "few currencies": document(DAY),
}


@pytest.fixture
def stored(run, central_bank, scan_rates) -> dict:
    """The table after a good day of 75 currencies."""
    central_bank.publish(full(DAY - timedelta(1)))
    run(DAY - timedelta(1))
    return scan_rates()


def results_of_failure(run) -> list[dict]:
    """Results of a run by hand that raises because no day was valid."""
    with pytest.raises(NothingValid) as failure:
        run(DAY)
    return json.loads(str(failure.value))["results"]


def test_an_unusable_answer_fails_a_run_by_hand_and_loses_nothing(run, central_bank, scan_rates, stored):
    for name, mishap in NO_SHEET.items():
        central_bank.mishaps = [mishap]
        [result] = results_of_failure(run)
        assert (result["outcome"], result["reason"] > "") == ("failed", True), name
        assert scan_rates() == stored, name


def test_a_scheduled_run_without_a_sheet_succeeds_and_is_counted(run, central_bank, scan_rates, stored, capsys):
    """Two days of it would be a hundred failures in the queue, and its alarm would say nothing new."""
    central_bank.mishaps = [(404, "text/html", b"")] * 20
    capsys.readouterr()
    report = run()
    assert {outcome for _, outcome in outcomes(report)} == {"failed"}
    assert metrics(capsys)["RatesFailed"] == [float(len(report["results"]))]
    assert scan_rates() == stored


def test_a_bank_that_does_not_answer_is_not_asked_for_more_days(run, central_bank, scan_rates, stored):
    """Each day may take the whole time of a call."""
    central_bank.asked.clear()
    central_bank.mishaps = [(503, "text/html", b"")] * 20
    assert outcomes(run()) == [("2025-12-19", "failed")]
    assert central_bank.days == ["2025-12-19"] * 3
    assert scan_rates() == stored


def test_a_run_by_hand_lists_the_days_that_a_silent_bank_was_not_asked_for(run, central_bank):
    central_bank.publish(DECEMBER_17, DECEMBER_18)
    run(DAY)
    central_bank.mishaps = [(200, JSON, DECEMBER_17), *[(503, "text/html", b"")] * 3]
    days = [DAY + timedelta(ahead) for ahead in (-1, 0, -2, -3)]
    report = run(*days)
    assert outcomes(report) == [("2025-12-17", "stored"), ("2025-12-18", "failed")]
    assert report["left"] == ["2025-12-16", "2025-12-15"]
    assert "left" not in run(DAY)


def test_a_rejected_sheet_fails_a_scheduled_run(run, central_bank, stored):
    central_bank.mishaps = [(200, JSON, NO_RATES["zero"]), *[(404, "text/html", b"")] * 20]
    with pytest.raises(NothingValid):
        run()


def test_the_answer_with_a_rejected_sheet_is_stored_and_loses_nothing(
    run, central_bank, scan_rates, stored, raw_bucket
):
    for number, (name, body) in enumerate(NO_RATES.items(), 1):
        central_bank.mishaps = [(200, JSON, body)]
        [result] = results_of_failure(run)
        assert result["outcome"] == "rejected", name
        assert scan_rates() == stored, name
        bodies = boto3.client("s3").list_objects_v2(Bucket=raw_bucket)["Contents"]
        assert len(bodies) == 1 + number, name


def test_a_date_a_day_back_cannot_pass_for_a_correction(run, central_bank, scan_rates):
    central_bank.publish(DECEMBER_17, DECEMBER_18)
    run(DAY - timedelta(1), DAY)
    before = scan_rates()
    central_bank.mishaps = [(200, JSON, document(DAY - timedelta(1), USD="12059.78"))]
    with pytest.raises(NothingValid, match="though the sheet of 2025-12-18 is known"):
        run(DAY)
    assert scan_rates() == before


def test_a_refused_call_is_repeated(run, central_bank):
    central_bank.publish(DECEMBER_18)
    central_bank.mishaps = [(403, "text/html", b"<html>")]
    assert outcomes(run(DAY)) == [("2025-12-18", "stored")]


def test_a_failed_day_does_not_lose_the_others(run, central_bank):
    central_bank.publish(DECEMBER_17, DECEMBER_18)
    central_bank.mishaps = [(200, JSON, b"[]")]
    assert outcomes(run(DAY - timedelta(1), DAY)) == [("2025-12-17", "failed"), ("2025-12-18", "stored")]
    assert outcomes(run(DAY - timedelta(1), DAY)) == [("2025-12-17", "stored"), ("2025-12-18", "unchanged")]


def test_a_name_that_is_not_valid_text_does_not_cost_the_day_its_rates(run, central_bank, scan_rates):
    broken = [{**entry, "CcyNm_EN": "US \ud800 Dollar"} if entry["Ccy"] == "USD" else entry for entry in rows(DAY)]
    central_bank.publish(json.dumps(broken).encode())
    assert outcomes(run(DAY)) == [("2025-12-18", "stored")]
    known = json.loads(unpack(scan_rates()["currency", "cbu"]["view"]["B"]))["items"]
    names = {currency["currency"]: currency["names"] for currency in known}
    assert names["USD"] == {"en": "US Dollar", "ru": "Доллар США", "uz": "AQSH dollari", "uz-Cyrl": "АҚШ доллари"}


def test_a_faulty_row_costs_only_its_own_currency(run, central_bank, scan_rates, capsys):
    """It is counted once, the alarm lasts until the bank's correction, and the currency comes with that."""
    central_bank.publish(document(DAY, VES="0.00", TMT="3450.00"))
    for outcome, left_out in (("stored", 1), ("unchanged", 0), ("unchanged", 0)):
        report = run(DAY)
        [result] = report["results"]
        assert (result["outcome"], result["left_out"]) == (outcome, {"VES": "'VES' has the rate '0.00'"})
        assert report["left_out"] == [{"source": "cbu", "date": "2025-12-18", "currencies": ["VES"]}]
        assert count(capsys, "RatesLeftOut", "RatesDoubtful") == [left_out, 1 + left_out]
    assert "VES" not in unpack(scan_rates()["cbu", "2025-12-18"]["view"]["B"])
    central_bank.publish(document(DAY, VES="45.00", TMT="3450.00"))
    report = run(DAY)
    [result] = report["results"]
    assert (result["outcome"], result["revision"], result.get("left_out")) == ("corrected", 2, None)
    assert "left_out" not in report
    assert count(capsys, "RatesDoubtful") == [0]
    assert "VES" in unpack(scan_rates()["cbu", "2025-12-18"]["view"]["B"])


def test_another_faulty_row_of_a_known_sheet_is_counted_and_written_once(run, central_bank, scan_rates, capsys):
    central_bank.publish(document(DAY, VES="0.00"))
    run(DAY)
    count(capsys)
    central_bank.publish(document(DAY, VES="0.00", TMT="NaN"))
    for left_out in (1, 0):
        assert outcomes(run(DAY)) == [("2025-12-18", "unchanged")]
        assert count(capsys, "RatesLeftOut") == [left_out]
    central_bank.publish(document(DAY))
    for _ in range(2):
        assert "left_out" not in run(DAY)
    assert scan_rates()["source", "cbu"]["writes"] == {"N": "3"}


def test_a_faulty_row_of_a_past_sheet_is_counted_once_and_does_not_invalidate(run, central_bank, scan_rates, capsys):
    central_bank.publish(document(DAY - timedelta(7), VES="45.00"), document(DAY, VES="45.00"))
    run(DAY - timedelta(7), DAY)
    count(capsys)
    due = scan_rates()["source", "cbu"].get("invalidation_due")
    central_bank.publish(document(DAY - timedelta(7), VES="0.00"))
    run(DAY - timedelta(7))
    assert count(capsys, "RatesLeftOut", "RatesDoubtful") == [1, 1]
    assert scan_rates()["source", "cbu"].get("invalidation_due") == due
    run(DAY - timedelta(7))
    assert count(capsys, "RatesDoubtful") == [0]


def test_a_faulty_row_in_a_correction_keeps_the_rate_that_is_stored(run, central_bank, scan_rates):
    central_bank.publish(document(DAY, VES="45.00"))
    run(DAY)
    before = scan_rates()
    central_bank.publish(document(DAY, VES="0.00"))
    assert outcomes(run(DAY)) == [("2025-12-18", "unchanged")]
    after = scan_rates()
    assert after["cbu", "2025-12-18"].pop("left_out") == {"M": {"VES": {"S": "'VES' has the rate '0.00'"}}}
    after["source", "cbu"]["writes"] = before["source", "cbu"]["writes"]
    assert after == before, "neither a revision nor anything that readers get"
    central_bank.publish(document(DAY, VES="NaN", USD="12059.79"))
    assert outcomes(run(DAY)) == [("2025-12-18", "corrected")]
    assert '"rate":"45.00"' in unpack(scan_rates()["cbu", "2025-12-18"]["view"]["B"])


def test_an_unreadable_currency_is_rejected_with_a_valid_text(run, central_bank):
    broken = [{**entry, "Ccy": "\ud800", "Rate": "none"} if entry["Ccy"] == "RUB" else entry for entry in rows(DAY)]
    central_bank.publish(json.dumps(broken).encode())
    with pytest.raises(NothingValid) as ended:
        run(DAY)
    str(ended.value).encode()
    json.loads(str(ended.value))["results"][0]["reason"].encode()


def test_a_run_by_hand_may_accept_a_sheet_of_which_the_bank_dropped_currencies(
    run, central_bank, scan_rates, context, monkeypatch
):
    central_bank.publish(full(date(2025, 12, 17)), DECEMBER_18)
    report = run(date(2025, 12, 17), DAY)
    assert [outcome for _, outcome in outcomes(report)] == ["stored", "rejected"]
    report = function.handler({"source": "cbu", "dates": ["2025-12-18"], "fewer": True}, context)
    assert outcomes(report) == [("2025-12-18", "stored")]


def test_a_sheet_that_turns_out_to_have_lost_currencies_is_doubtful(run, central_bank, capsys):
    central_bank.publish(full(DAY - timedelta(1)), DECEMBER_18)
    run(DAY)
    capsys.readouterr()
    [result] = run(DAY - timedelta(1))["results"]
    assert result["lost_currencies"] == {
        "date": "2025-12-18",
        "reason": "has only 3 of the 75 currencies of 2025-12-17",
    }
    *_, counted = sent(capsys)
    assert counted["RatesDoubtful"] == [1.0]


def test_an_unknown_currency_is_stored_and_counted(run, central_bank, scan_rates):
    central_bank.publish(document(DAY, XTS="5.00"))
    assert run(DAY)["results"][0]["unknown"] == ["XTS"]
    assert '"currency":"XTS"' not in scan_rates()["cbu", "2025-12-18"]["main"]["S"]


def test_a_hundredfold_nominal_with_a_hundredfold_rate_is_no_change(run, central_bank):
    central_bank.publish(document(DAY - timedelta(1), VND="4.63"), document(DAY, VND=("463.00", "0", "100")))
    assert "held" not in run(DAY - timedelta(1), DAY)["results"][1]


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"source": "../cbu"},
        {"source": "cbu", "dates": ["yesterday"]},
        {"source": "cbu", "dates": ["0001-01-01"]},
        {"source": "cbu", "extra": 1},
        {"source": "all", "dates": ["2025-12-18"]},
        {"source": "all", "fewer": True},
    ],
)
def test_an_invalid_event_is_refused(event, context):
    with pytest.raises(ValidationError):
        function.handler(event, context)


@pytest.mark.parametrize("more", [{}, {"dates": ["2025-12-18"]}, {"from": "2025-12-18"}])
@pytest.mark.parametrize("source", ["zzz", "model"])
def test_an_unknown_bank_is_one_clear_error(source, more, context):
    with pytest.raises(Invalid) as refused:
        function.handler({"source": source, **more}, context)
    [error] = refused.value.extensions["errors"]
    assert error["pointer"] == "#/source"
    assert f"there is no source {source}; there are cbr, cbu, ecb" in error["detail"]


def test_a_backfill_of_all_banks_is_refused(context):
    with pytest.raises(Invalid):
        function.handler({"source": "all", "from": "2025-12-18"}, context)
