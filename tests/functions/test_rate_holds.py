"""Rates held and released by the guard, by an admin and by a second bank; and what readers see."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from functions.admin import handler as admin
from functions.rates import handler as public
from tests.support import fake_cbr
from tests.support.events import http_event
from tests.support.fake_cbu import document
from tests.support.stored_once import StoredOnce

DAY = date(2026, 4, 2)
NOON = datetime(2026, 4, 2, 7, tzinfo=UTC)
ROUTE = "/v1/editorial/rates/{source}/{date}/{currency}"
REPAIRED = {"held": False, "reason": "The bank repaired its own mistake."}
PUBLISHED = StoredOnce("RatesTable")


@pytest.fixture
def run(ingest):
    return partial(ingest, at=NOON)


@pytest.fixture
def published(run, central_bank):
    """The manat was 4037.68 and is 3469.17; the dollar moves a little."""
    central_bank.publish(
        document(DAY - timedelta(1), TMT="4037.68", USD="12194.21"),
        document(DAY, TMT=("3469.17", "-568.51"), USD=("12142.10", "-52.11")),
    )
    return PUBLISHED(lambda: run("cbu", DAY - timedelta(1), DAY))


@pytest.fixture
def call(context, monkeypatch):
    monkeypatch.setattr("gazette.times.now", lambda: NOON)

    def call(method="GET", currency="TMT", *, day=DAY, source="cbu", groups=("admin",), **parts):
        params = {"source": source, "date": str(day), "currency": currency}
        answer = admin.handler(http_event(f"{method} {ROUTE}", params=params, groups=groups, **parts), context)
        return answer["statusCode"], json.loads(answer["body"]), answer["headers"]

    return call


@pytest.fixture
def read(context, monkeypatch):
    def read(currency="TMT", day=DAY):
        monkeypatch.setattr(public, "now", lambda: NOON)
        answer = public.handler(http_event("GET /v1/rates", query=f"date={day}&symbols={currency}"), context)
        body = json.loads(answer["body"])
        return body["rates"][0], body["revision"], answer["headers"]["etag"]

    return read


def test_only_the_rate_that_jumped_is_held(published, read):
    assert [result.get("held") for result in published["results"]] == [None, ["TMT"]]
    rate, _, _ = read()
    assert (rate["rate"], rate["held"], rate["candidate"]["rate"]) == ("4037.68", True, "3469.17")
    dollar, _, _ = read("USD")
    assert (dollar["rate"], dollar["change_percent"]) == ("12142.10", "-0.43")


def test_a_release_changes_the_public_answer_but_not_the_revision(published, call, read):
    _, _, before = read()
    status, body, headers = call("PUT", body=REPAIRED)
    assert (status, headers["cache-control"]) == (200, "private, no-store")
    assert (body["served"]["rate"], body["served"]["change_percent"], body["served"]["held"]) == (
        "3469.17",
        "-14.08",
        False,
    )
    rate, revision, after = read()
    assert (rate["rate"], rate["change"], rate["change_percent"]) == ("3469.17", "-568.51", "-14.08")
    assert (revision, body["revision"]) == (1, 1)
    assert after != before


def test_the_devaluation_of_2017_is_released_in_one_call(run, central_bank, call, read):
    before, day = date(2017, 8, 29), date(2017, 9, 5)
    central_bank.publish(document(before, USD="4210.35"), document(day, USD=("8100.00", "3889.65")))
    run("cbu", before, day)
    assert read("USD", day)[0]["candidate"]["change_percent"] == "92.38"
    assert call("PUT", "USD", day=day, body={"held": False, "reason": "The soum was devalued."})[0] == 200
    rate, _, _ = read("USD", day)
    assert (rate["rate"], rate["change"], rate["change_percent"]) == ("8100.00", "3889.65", "92.38")


def test_an_admin_holds_a_rate_that_the_guard_accepted(published, call, read):
    status, body, _ = call("PUT", "USD", body={"held": True, "reason": "It will be corrected today."})
    assert (status, body["served"]["rate"], body["served"]["change"]) == (200, "12194.21", None)
    rate, _, _ = read("USD")
    assert rate["candidate"] == {"rate": "12142.10", "change": "-52.11", "change_percent": "-0.43"}


def test_the_status_has_the_served_and_the_printed_rate_and_the_overrides(published, call):
    call("PUT", body=REPAIRED)
    call("PUT", body={"held": True, "reason": "On second thoughts, no."}, name="Bobur Aliyev", sub="b")
    status, body, _ = call()
    assert status == 200
    assert (body["source"], body["date"], body["currency"]) == ("cbu", "2026-04-02", "TMT")
    assert body["printed"] == {"rate": "3469.17", "nominal": 1, "per_unit": "3469.17", "bank_change": "-568.51"}
    first, second = body["decisions"]
    assert first == {
        "held": False,
        "redenominated": None,
        "rate": "3469.17",
        "nominal": 1,
        "reason": "The bank repaired its own mistake.",
        "by": {"id": "7d8f4c1e-0000-4000-8000-000000000001", "name": "Aziza Karimova"},
        "at": "2026-04-02T07:00:00Z",
        "counts": False,
    }
    assert (second["by"]["name"], second["counts"]) == ("Bobur Aliyev", True)
    assert body["served"]["candidate"]["rate"] == "3469.17"


def test_a_redenomination_is_marked_and_taken_back_in_one_call_each(run, central_bank, call, read):
    central_bank.publish(document(DAY - timedelta(1), VES="90.00"), document(DAY, VES="529.00"))
    run("cbu", DAY - timedelta(1), DAY)
    held, _, before = read("VES")
    assert (held["rate"], held["candidate"]["change_percent"]) == ("90.00", "487.78")
    mark = {"redenominated": True, "reason": "Six zeros less since 2 April."}
    status, body, _ = call("PUT", "VES", body=mark)
    assert (status, body["redenominated"], body["decisions"][0]["counts"]) == (200, True, True)
    rate, _, after = read("VES")
    assert (rate["rate"], rate["change"], "held" in rate, after != before) == ("529.00", None, False, True)
    assert call("PUT", "VES", body=mark)[1] == body, "a repetition changes nothing"
    status, body, _ = call("PUT", "VES", body={"redenominated": False, "reason": "It was a mistake."})
    assert [made["counts"] for made in body["decisions"]] == [False, True]
    assert read("VES")[0]["held"]


def test_a_redenomination_of_the_banks_own_money_is_marked_in_one_call_too(run, central_bank, call, read):
    """The sum loses three zeros: every rate of the sheet is a thousandth, and held, until that is marked."""
    old = {"USD": "12142.10", "EUR": "14079.98", "RUB": "150.53", "VES": "90.00"}
    new = {"USD": "12.15", "EUR": "14.08", "RUB": "0.15", "VES": "0.09"}
    central_bank.publish(document(DAY - timedelta(1), **old), document(DAY, **new))
    run("cbu", DAY - timedelta(1), DAY)
    assert all(read(code)[0]["held"] for code in new)
    assert call(currency="UZS")[1]["served"]["rate"] == "1"
    mark = {"redenominated": True, "reason": "The sum lost three zeros."}
    status, body, _ = call("PUT", "UZS", body=mark)
    assert (status, body["redenominated"], body["decisions"][0]["counts"]) == (200, True, True)
    shown = {code: read(code)[0] for code in new}
    assert {code: (rate["rate"], rate["change"], "held" in rate) for code, rate in shown.items()} == {
        code: (rate, None, False) for code, rate in new.items()
    }
    call("PUT", "UZS", body={"redenominated": False, "reason": "It did not."})
    assert all(read(code)[0]["held"] for code in new)


@pytest.mark.parametrize("held", [True, False])
def test_the_banks_own_money_has_no_rate_to_hold_or_release(published, call, held):
    status, problem, _ = call("PUT", "UZS", body={"held": held, "reason": "So."})
    assert (status, problem["errors"]) == (
        422,
        [
            {
                "pointer": "#/held",
                "detail": "UZS is the money in which cbu prints its rates. It can only be marked as redenominated.",
            }
        ],
    )


def test_a_mark_survives_a_correction_of_the_rate_and_a_late_sheet(run, central_bank, call, read):
    central_bank.publish(document(DAY - timedelta(2), VES="90.00"), document(DAY, VES="529.00"))
    run("cbu", DAY - timedelta(2), DAY)
    call("PUT", "VES", body={"redenominated": True, "reason": "Six zeros less."})
    central_bank.publish(document(DAY, VES="530.00"), document(DAY - timedelta(1), VES="91.00"))
    run("cbu", DAY, DAY - timedelta(1))
    rate, revision, _ = read("VES")
    assert (rate["rate"], rate["change"], revision) == ("530.00", None, 2)
    assert call(currency="VES")[1]["redenominated"]


def test_readers_see_neither_author_nor_reason(published, call, context, dynamodb, stack):
    call("PUT", body=REPAIRED)
    [item] = [item for item in dynamodb.scan(TableName=stack.physical("RatesTable"))["Items"] if "overrides" in item]
    assert "Aziza" in item["overrides"]["S"]
    answer = public.handler(http_event("GET /v1/rates", query="date=2026-04-02"), context)
    for hidden in ("Aziza", "7d8f4c1e", "mistake", "decision"):
        assert hidden not in answer["body"]


def test_a_repeated_call_has_the_same_answer_and_writes_nothing(published, call, dynamodb, stack):
    first = call("PUT", body=REPAIRED)
    before = dynamodb.scan(TableName=stack.physical("RatesTable"))["Items"]
    assert call("PUT", body=REPAIRED)[:2] == first[:2]
    assert dynamodb.scan(TableName=stack.physical("RatesTable"))["Items"] == before


def test_a_rate_of_an_upcoming_sheet_can_be_overridden_too(run, central_bank, call, read):
    tomorrow = DAY + timedelta(1)
    central_bank.publish(document(DAY, TMT="4037.68"), document(tomorrow, TMT="3469.17"))
    run("cbu", DAY, tomorrow)
    assert call("PUT", day=tomorrow, body=REPAIRED)[0] == 200
    assert read(day=tomorrow)[0]["rate"] == "3469.17"


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize(("groups", "status"), [(("author",), 403), (("editor",), 403), (("admin",), 200)])
def test_only_admins_hold_and_release(published, call, method, groups, status):
    body = {"body": REPAIRED} if method == "PUT" else {}
    assert call(method, groups=groups, **body)[0] == status


@pytest.mark.parametrize(
    ("where", "code", "detail"),
    [
        ({"day": "2026-04-04"}, "sheet-not-found", "cbu published no sheet dated 2026-04-04."),
        ({"currency": "XTS"}, "currency-not-found", "XTS is not in the sheet of 2026-04-02 (cbu)."),
        ({"source": "nbk"}, "source-not-found", "The sources are cbu, ecb, cbr."),
        ({"source": "ecb"}, "sheet-not-found", "ecb published no sheet dated 2026-04-02."),
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_an_absent_rate_is_404_with_a_reason(published, call, method, where, code, detail):
    body = {"body": REPAIRED} if method == "PUT" else {}
    status, problem, _ = call(method, **where, **body)
    assert (status, problem["type"], problem["detail"]) == (404, f"urn:gazette:problem:{code}", detail)


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-18", "0000-01-01", "20260318", "today"])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_an_invalid_day_is_422(call, method, day):
    body = {"body": REPAIRED} if method == "PUT" else {}
    status, problem, _ = call(method, day=day, **body)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, ["path/date"])


def test_a_hold_without_a_rate_before_it_is_refused(published, call):
    status, problem, _ = call("PUT", day=DAY - timedelta(1), body={"held": True, "reason": "It looks wrong."})
    assert (status, problem["type"]) == (409, "urn:gazette:problem:no-former-rate")
    assert problem["detail"] == "No sheet of the month before 2026-04-01 has a TMT to be served instead."


def test_an_override_of_a_rate_that_was_corrected_meanwhile_is_refused(published, call):
    status, problem, _ = call("PUT", body={**REPAIRED, "rate": "4037.68"})
    assert (status, problem["type"], problem["printed"]) == (409, "urn:gazette:problem:another-rate", "3469.17")
    assert call("PUT", body={**REPAIRED, "rate": "3469.170"})[0] == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"held": False}, "#/reason"),
        ({"reason": "So."}, "#"),
        ({"held": True, "redenominated": True, "reason": "So."}, "#"),
        ({"held": None, "redenominated": None, "reason": "So."}, "#"),
        ({"held": False, "reason": " "}, "#/reason"),
        ({"held": False, "reason": "x" * 501}, "#/reason"),
        ({"held": False, "reason": "a\nb"}, "#/reason"),
        ({"held": "perhaps", "reason": "So."}, "#/held"),
        ({"held": "false", "reason": "So."}, "#/held"),
        ({"held": False, "reason": "So.", "rate": "1e5"}, "#/rate"),
        ({"held": False, "reason": "So.", "by": "me"}, "#/by"),
    ],
)
def test_an_invalid_override_is_refused_with_the_place(published, call, body, pointer):
    status, problem, _ = call("PUT", body=body)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, [pointer])


def test_reasons_of_up_to_500_letters_are_taken(published, call):
    assert call("PUT", body={"held": False, "reason": "қ" * 500})[0] == 200


def test_a_lost_answer_makes_no_second_override(published, call):
    """The SDK sends the transaction twice; the second one finds the write of the first."""
    answers = []

    def lose(**_):
        answers.append(None)
        return 0 if len(answers) == 1 else None

    client = admin.rates._dynamodb
    client.meta.events.register("needs-retry.dynamodb.TransactWriteItems", lose)
    try:
        status, body, _ = call("PUT", body=REPAIRED)
    finally:
        client.meta.events.unregister("needs-retry.dynamodb.TransactWriteItems", lose)
    assert (status, len(body["decisions"]), len(answers) > 1) == (200, 1, True)


def test_an_override_is_logged_with_the_id_of_its_author_and_not_the_name(published, call, caplog):
    call("PUT", body=REPAIRED)
    [record] = [record for record in caplog.records if record.message == "rate overridden"]
    fields = {name: getattr(record, name) for name in ("source", "date", "currency", "held", "outcome", "by")}
    assert fields == {
        "source": "cbu",
        "date": "2026-04-02",
        "currency": "TMT",
        "held": False,
        "outcome": "overridden",
        "by": "7d8f4c1e-0000-4000-8000-000000000001",
    }
    assert "Aziza" not in str(vars(record))


def test_a_run_for_another_bank_releases_the_rates_that_its_sheet_confirms(
    published, run, bank_of_russia, read, capsys
):
    """Of 10000 soums 66.5500 rubles: of a manat at 23.0000 it makes 3456.05 soums."""
    bank_of_russia.publish(fake_cbr.document(DAY, TMT=("23,0000", "1"), UZS=("66,5500", "10000")))
    capsys.readouterr()
    report = run("cbr", DAY)
    assert report["released"] == [
        {
            "source": "cbu",
            "date": "2026-04-02",
            "currency": "TMT",
            "by": "cbr",
            "reason": "3469.17 within 0.4 % of 3456.05 by cbr's sheet of 2026-04-02",
        }
    ]
    rate, revision, _ = read()
    assert (rate["rate"], rate["change_percent"], revision) == ("3469.17", "-14.08", 1)
    [counted] = [line for line in sent(capsys) if "RatesReleased" in line]
    assert counted["RatesReleased"] == [1.0]
    assert (counted["source"], counted["dates"]) == ("cbu", ["2026-04-02"])
    assert "RatesHeld" not in counted


def test_a_run_for_the_bank_itself_reads_the_stored_sheets_of_others(run, central_bank, bank_of_russia, published):
    bank_of_russia.publish(fake_cbr.document(DAY - timedelta(1), TMT=("23,0000", "1"), UZS=("66,5500", "10000")))
    run("cbr", DAY - timedelta(1))
    central_bank.publish(document(DAY, TMT="3470.00", USD="12142.10"))
    central_bank.asked.clear()
    bank_of_russia.asked.clear()
    report = run("cbu", DAY)
    assert [release["reason"] for release in report["released"]] == [
        "3470.00 within 0.5 % of 3456.05 by cbr's sheet of 2026-04-01"
    ]
    assert bank_of_russia.asked == []


def test_a_run_that_releases_nothing_reports_nothing(published):
    assert "released" not in published


@pytest.fixture
def hourly(run, monkeypatch, capsys):
    """The hold report and the metrics of an hourly run for which no bank is due."""
    monkeypatch.setenv("RATE_SOURCES", "cbu")

    def look():
        capsys.readouterr()
        report = run("all")
        assert report["sources"] == []
        return report.get("held", []), sent(capsys)

    return look


def sent(capsys):
    return [line for line in map(json.loads, capsys.readouterr().out.splitlines()) if "_aws" in line]


def test_a_hold_is_counted_each_hour_for_as_long_as_it_lasts(published, hourly, call):
    for _ in range(2):
        held, [line] = hourly()
        assert held == [{"source": "cbu", "date": "2026-04-02", "currencies": ["TMT"]}]
        assert (line["RatesHeld"], line["RatesDoubtful"]) == ([1.0], [1.0])
        assert (line["source"], line["dates"]) == ("cbu", ["2026-04-02"])
    call("PUT", body=REPAIRED)
    assert hourly() == ([], [])


def test_a_hold_of_an_operator_is_counted_too(published, hourly, call):
    call("PUT", currency="USD", body={"held": True, "reason": "It looks wrong."})
    held, [line] = hourly()
    assert held == [{"source": "cbu", "date": "2026-04-02", "currencies": ["TMT", "USD"]}]
    assert line["RatesHeld"] == [2.0]
