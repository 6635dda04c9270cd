"""Follows docs/adding-a-bank.md: adds its file to the sources, and serves its document from a fake bank."""

import importlib
import json
import re
import sys
from datetime import UTC, date, datetime

import pytest

from cli.local.stack import ROOT
from functions.rate_ingestion import handler as ingestion
from functions.rates import handler as public
from gazette.rates import sources
from tests.support.events import http_event
from tests.support.fake_cbu import FakeCbu, open_bank

PAGE = (ROOT / "docs/adding-a-bank.md").read_text()
EVENING = datetime(2026, 3, 31, 12, tzinfo=UTC)
"""17:00 in Almaty."""


def block(language: str) -> str:
    [text] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return text


class NationalBank(FakeCbu):
    media_type, nothing = "text/xml; charset=UTF-8", b"<rates></rates>"

    def day(self, path: str) -> date:
        day, month, year = re.fullmatch(r"/rss/get_rates\.cfm\?fdate=(\d\d)\.(\d\d)\.(\d{4})", path).groups()
        return date(int(year), int(month), int(day))


@pytest.fixture
def bank(tmp_path, monkeypatch):
    """The new source, and a server with the document of the page."""
    (tmp_path / "nbk.py").write_text(block("python"))
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(tmp_path)])
    monkeypatch.setattr("gazette.rates.ingestion.bank_client.SPACING_SECONDS", 0)
    with open_bank(NationalBank) as server:
        server.sheets[date(2026, 4, 1)] = f'<?xml version="1.0" encoding="utf-8"?>\n{block("xml")}'.encode()
        monkeypatch.setenv("NBK_URL", server.url)
        monkeypatch.setenv("RATE_SOURCES", source_list())
        yield server
    sys.modules.pop("gazette.rates.sources.nbk", None)
    importlib.invalidate_caches()


def source_list() -> str:
    return block("yaml").split("&rate-sources ")[1].strip()


def test_the_line_is_that_of_the_template_with_one_more_source():
    line = block("yaml").replace(",nbk", "")
    assert (ROOT / "template.yaml").read_text().count(line) == 1
    assert source_list().endswith(",nbk")


def test_the_template_needs_nothing_else(stack):
    """Every function takes RATE_SOURCES from that line."""
    text = (ROOT / "template.yaml").read_text()
    assert text.count("RATE_SOURCES:") == text.count("RATE_SOURCES: *rate-sources") + 1
    hourly = [schedule["Target"].get("Input") for _, schedule in stack.of_type("AWS::Scheduler::Schedule")]
    assert '{"source": "all"}' in hourly


@pytest.fixture
def read(context, monkeypatch):
    monkeypatch.setattr(public, "now", lambda: EVENING)

    def get(route: str, query: str) -> dict:
        answer = public.handler(http_event(f"GET {route}", query=query), context)
        assert answer["statusCode"] == 200, answer["body"]
        return json.loads(answer["body"])

    return get


def test_the_bank_is_read_every_hour_and_its_sheet_is_served(bank, raw_bucket, context, monkeypatch, read):
    monkeypatch.setattr(ingestion, "now", lambda: EVENING)
    monkeypatch.setenv("RATE_SOURCES", "nbk")
    [report] = ingestion.handler({"source": "all"}, context)["sources"]
    assert report["results"][0] == {"asked": "2026-04-01", "outcome": "stored", "date": "2026-04-01", "revision": 1}
    assert (report["last_date"], report["stale"]) == ("2026-04-01", False)
    monkeypatch.setenv("RATE_SOURCES", source_list())
    sheet = read("/v1/rates", "source=nbk&date=2026-04-01&symbols=UZS")
    assert (sheet["base"], sheet["quotation"], sheet["rates"][0]["per_unit"]) == ("KZT", "direct", "0.0393")
    assert read("/v1/rates/convert", "source=nbk&date=2026-04-01&from=USD&to=KZT&amount=10")["result"] == "4787.70"
    listed = {entry["currency"]: entry for entry in read("/v1/currencies", "source=nbk")["items"]}
    assert (listed["UZS"]["numeric"], listed["UZS"]["names"]["ru"]) == ("860", "Узбекский сум")
    assert [entry["source"] for entry in read("/v1/rates/sources", "")["items"]] == source_list().split(",")


def test_its_calendar_is_that_of_the_page(bank):
    kazakh = sources.load_bank("nbk")
    assert kazakh.expected_after(date(2026, 4, 1)) == date(2026, 4, 2)
    assert kazakh.expected_after(date(2026, 12, 16)) == date(2026, 12, 18)  # nothing comes on Independence Day
