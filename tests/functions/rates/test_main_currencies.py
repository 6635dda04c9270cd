"""The main currencies lie apart from all the others of a sheet; whichever is read, the answer is the same."""

import json
from datetime import date, timedelta

import pytest

from tests.support.fake_cbu import document

DAY = date(2025, 12, 18)


def rates(get, query: str) -> dict[str, str]:
    """The text of each fragment, by currency."""
    body = get("/v1/rates", query)["body"]
    found = json.loads(body)["rates"]
    texts = {rate["currency"]: json.dumps(rate, separators=(",", ":")) for rate in found}
    assert all(text in body for text in texts.values())
    return texts


@pytest.mark.parametrize(
    ("before", "on"),
    [
        ({}, {}),
        ({"USD": "8000.00"}, {}),  # held, with its candidate
        ({"RUB": "150.06"}, {"RUB": ("150.07", "5")}),  # the bank's own difference
        ({"EUR": "1.00", "USD": "1.00", "RUB": "1.00"}, {}),
    ],
)
def test_some_main_currencies_are_what_they_are_among_all(publish, get, before, on):
    publish(document(DAY - timedelta(1), TMT="3430.00", **before), document(DAY, TMT="3431.00", **on))
    everything = rates(get, "")
    for asked in ("USD", "RUB,EUR", "EUR,USD,RUB", "USD,TMT"):
        assert rates(get, f"symbols={asked}") == {code: everything[code] for code in asked.split(",")}


@pytest.mark.parametrize("missing", ["USD", "EUR", "RUB"])
def test_a_main_currency_that_a_sheet_lacks_is_not_found_and_the_others_are(publish, get, missing):
    rows = [row for row in json.loads(document(DAY)) if row["Ccy"] != missing]
    publish(json.dumps(rows).encode())
    others = sorted({"USD", "EUR", "RUB"} - {missing})
    assert list(rates(get, f"symbols={','.join(others)}")) == others
    answer = get("/v1/rates", f"symbols={missing}")
    assert (answer["statusCode"], json.loads(answer["body"])["currency"]) == (404, missing)


def test_the_coming_sheet_has_them_too(publish, get):
    publish(document(DAY), document(DAY + timedelta(1), USD="12061.00"))
    sheet = json.loads(get("/v1/rates", "symbols=USD")["body"])
    assert [rate["rate"] for rate in sheet["upcoming"]["rates"]] == ["12061.00"]


def test_what_is_read_of_them_is_no_sheet(publish, get, monkeypatch):
    publish(document(DAY, TMT="3431.00"))
    monkeypatch.setattr("gazette.rates.public.sheet.unpack", None)
    assert get("/v1/rates", "symbols=USD")["statusCode"] == 200
    assert get("/v1/rates/convert", "from=USD&to=UZS")["statusCode"] == 200
    assert get("/v1/rates", "symbols=TMT")["statusCode"] == 500
