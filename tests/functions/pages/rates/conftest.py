"""The page of the official rates, over sheets that were stored as ingestion stores them."""

from datetime import UTC, datetime

import pytest

from functions.pages import handler as pages_handler
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.support.html import attributes, page

NOON = datetime(2025, 12, 18, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Sets the present moment; noon of 18 December in Tashkent to begin with."""

    def set_to(at):
        monkeypatch.setattr(pages_handler, "now", lambda: at)
        monkeypatch.setattr("gazette.http.responses.time.time", at.timestamp)

    set_to(NOON)
    return set_to


@pytest.fixture
def publish(dynamodb, stack):
    def store(*bodies, source="cbu", **options):
        commands, one = SheetCommands(RateRepository(stack.physical("RatesTable"), dynamodb)), load_bank(source)
        for body in bodies:
            commands.store(one, one.parse(body), raw="0" * 64, at=NOON, **options)

    return store


@pytest.fixture
def show(get):
    """The page as a reader sees it."""

    def show(path="/en/rates", query="", status=200):
        answer = get(path, query=query)
        assert answer["statusCode"] == status, answer["body"]
        return page(answer)

    return show


def table(document, section):
    return [
        [" ".join(cell.to_text(separator=" ", strip=True).split()) for cell in row.query("th, td")]
        for row in document.query(f'section[aria-labelledby="{section}"] tbody tr')
    ]


def chart_words(document):
    """What the chart says to readers who do not see it."""
    [chart] = document.query("svg.chart")
    return chart.attrs["aria-label"]


def selected(document, field):
    return attributes(document, f"#{field} option[selected]", "value")
