"""Rates as their readers ask for them."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from functions.rates import handler as rates
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.support.events import http_event
from tests.support.rate_history import generate_sheets, put_sheets

NOON = datetime(2025, 12, 18, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Callable[[datetime], None]:
    """Sets the present moment; noon of 18 December 2025 in Tashkent to begin with."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr(rates, "now", lambda: at)
        monkeypatch.setattr("gazette.http.public.time.time", at.timestamp)

    set_to(NOON)
    return set_to


@pytest.fixture
def publish(dynamodb, stack) -> Callable[..., None]:
    """Stores documents of the Central Bank, in that order, also such as lost currencies."""

    def store(*bodies: bytes) -> None:
        commands, cbu = SheetCommands(RateRepository(stack.physical("RatesTable"), dynamodb)), load_bank("cbu")
        for body in bodies:
            commands.store(cbu, cbu.parse(body), raw="0" * 64, at=NOON, fewer=True)

    return store


@pytest.fixture
def years(dynamodb, stack) -> Callable[..., None]:
    """Stores the months of a sheet for each weekday between two days, without the sheets: series need no others."""

    def store(first: date, last: date, *codes: str) -> None:
        sheets = generate_sheets(first, last, codes or ("USD", "EUR", "RUB"))
        put_sheets(dynamodb, stack.physical("RatesTable"), load_bank("cbu"), sheets, with_sheets=False)

    return store


@pytest.fixture
def get(context) -> Callable[..., dict]:
    """The answer to a path, with a currency in the place of `{currency}`."""

    def answer(path: str, query: str = "", method: str = "GET", currency: str = "", **headers: str) -> dict:
        event = http_event(
            f"{method} {path}",
            params={"currency": currency} if currency else {},
            query=query,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        return rates.handler(event, context)

    return answer


@pytest.fixture
def read(get) -> Callable[..., dict]:
    """The document at a path."""

    def document_of(path: str, query: str = "", status: int = 200, **path_parameters: str) -> dict:
        answer = get(path, query, **path_parameters)
        assert answer["statusCode"] == status, answer["body"]
        return json.loads(answer["body"])

    return document_of


@pytest.fixture
def read_series(read) -> Callable[..., dict]:
    """The document of a currency's range."""

    def document_of(currency: str, query: str = "", status: int = 200) -> dict:
        return read("/v1/rates/{currency}", query, status, currency=currency)

    return document_of


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """The operations that were asked of DynamoDB."""
    seen: list[str] = []
    start = rates.reader.start
    monkeypatch.setattr(rates.reader, "start", lambda *request: seen.append(request[0]) or start(*request))
    return seen
