"""Public reads of rates: a day's sheet, conversion, the banks and their currencies."""

import os

from gazette.aws.reader import Reader
from gazette.http.answers import Answer, fresh, stored
from gazette.http.public import Request, dispatch
from gazette.rates import conversion, parameters, reading
from gazette.rates.sources import bank
from gazette.settings import Settings
from gazette.times import now

settings = Settings(os.environ)
rates = reading.Rates(Reader(os.environ), settings.table("rates"))


def sheet(request: Request) -> Answer:
    given = request.query("source", "date", "symbols")
    source, day = parameters.source(given.get("source"), settings.rate_sources), parameters.day(given.get("date"))
    symbols = parameters.symbols(given.get("symbols"))
    answer = rates.sheet(source, day, now(), request.deadline)
    return fresh(request, answer.json(symbols), cache=answer.cache, until=answer.until)


def convert(request: Request) -> Answer:
    given = request.query("source", "from", "to", "amount", "date")
    source, day = parameters.source(given.get("source"), settings.rate_sources), parameters.day(given.get("date"))
    have, want = (parameters.symbol(given.get(end), end) for end in ("from", "to"))
    answer = rates.sheet(source, day, now(), request.deadline)
    body = conversion.answer(answer.sheet, have, want, given.get("amount", "1"))
    return fresh(request, body, cache=answer.cache, until=answer.until)


def sources(request: Request) -> Answer:
    request.query()
    body = rates.freshness(map(bank, settings.rate_sources), now(), request.deadline)
    return fresh(request, body, cache=(60, 60))


def currencies(request: Request) -> Answer:
    source = parameters.source(request.query("source").get("source"), settings.rate_sources)
    view, etag = rates.currencies(source, request.deadline)
    return stored(request, view=view, etag=etag, cache=reading.IN_FORCE, until=source.midnight(now()))


handler = dispatch(
    {
        "GET /v1/rates": sheet,
        "GET /v1/rates/convert": convert,
        "GET /v1/rates/sources": sources,
        "GET /v1/currencies": currencies,
    }
)
