"""Public reads of rates: a day's sheet, a currency over time, conversion, the banks and their currencies."""

import os
from datetime import datetime

from gazette import cursors
from gazette.aws.public.reader import Reader
from gazette.http.public import Request, dispatch
from gazette.http.responses import JSON, NO_SNIFFING, HttpResponse, stored_response
from gazette.http.responses import computed_response as fresh
from gazette.rates.public import history, parameters
from gazette.rates.public.date_range import DateRange, Page
from gazette.rates.public.sheet import IN_FORCE, Rates
from gazette.rates.sources import bank
from gazette.settings import Settings
from gazette.times import now

settings = Settings(os.environ)
reader = Reader(os.environ)
rates = Rates(reader, settings.table("rates"))
past = history.History(reader, settings.table("rates"))


def sheet(request: Request) -> HttpResponse:
    given = request.query("source", "date", "symbols")
    source, day = parameters.source(given.get("source"), settings.rate_sources), parameters.day(given.get("date"))
    symbols = parameters.symbols(given.get("symbols"))
    answer = rates.sheet(source, day, now(), request.deadline, symbols=symbols)
    return fresh(request, answer.json(symbols), cache=answer.cache, until=answer.until, large=symbols is None)


def series(request: Request) -> HttpResponse:
    given = request.query("source", "from", "to", "fill", "format", "cursor")
    fill = parameters.choice(given.get("fill"), "fill", ("previous",))
    form = parameters.choice(given.get("format"), "format", ("json", "csv"))
    asked = Asked(request, given, now())
    page = asked.span.page(f"{asked.identity}/{fill}", given.pop("cursor", None))
    answer = asked.answer(page, fill=fill is not None)
    headers = cursors.link_header(request.event["rawPath"], given, page.next)
    if form == "csv":
        headers["content-disposition"] = f'attachment; filename="{answer.file_name}"'
        return asked.fresh(answer, answer.csv(), history.CSV, headers)
    return asked.fresh(answer, answer.json(), JSON, headers)


def chart(request: Request) -> HttpResponse:
    from gazette.rates.public.chart import drawing  # who asks for no picture need not load it

    given = request.query("source", "from", "to", "lang")
    lang = settings.language(given.get("lang"))
    asked = Asked(request, given, now())
    answer = asked.answer(asked.span.single(), fill=False)
    svg = drawing.draw(answer.series, asked.bank, lang, stale=answer.stale)
    return asked.fresh(answer, svg, drawing.TYPE, {"content-security-policy": drawing.POLICY, **NO_SNIFFING})


class Asked:
    """A bank, a currency and a range of days, as a request names them."""

    def __init__(self, request: Request, given: dict[str, str], at: datetime) -> None:
        self._request, self._at = request, at
        self.bank = parameters.source(given.get("source"), settings.rate_sources)
        self.currency = parameters.currency(request.path["currency"])
        self.span = DateRange(given, self.bank.today(at))
        self.identity = "/".join([self.bank.id, self.currency, given.get("from", ""), given.get("to", "")])

    def answer(self, page: Page, *, fill: bool) -> history.SeriesAnswer:
        """What there is of these days; raises what there is to say where there is nothing."""
        deadline = self._request.deadline
        past.check_end(self.bank, self.span.end, self._at, deadline)
        series = past.series(self.bank, self.currency, page, self._at, deadline)
        answer = history.SeriesAnswer(self.bank, self.span, page, series, fill=fill, now=self._at)
        answer.check(past, deadline)
        return answer

    def fresh(
        self, answer: history.SeriesAnswer, body: str, content_type: str, headers: dict[str, str]
    ) -> HttpResponse:
        return fresh(
            self._request,
            body,
            cache=answer.cache,
            until=answer.until,
            content_type=content_type,
            headers=headers,
            large=True,
        )


def convert(request: Request) -> HttpResponse:
    from gazette.rates.public import conversion  # which counts with Decimal

    given = request.query("source", "from", "to", "amount", "date")
    source, day = parameters.source(given.get("source"), settings.rate_sources), parameters.day(given.get("date"))
    have, want = (parameters.symbol(given.get(end), end) for end in ("from", "to"))
    answer = rates.sheet(source, day, now(), request.deadline, symbols=(have, want))
    body = conversion.answer(answer.sheet, have, want, given.get("amount", "1"), stale=answer.stale)
    return fresh(request, body, cache=answer.cache, until=answer.until)


def sources(request: Request) -> HttpResponse:
    request.query()
    body = rates.freshness(map(bank, settings.rate_sources), now(), request.deadline)
    return fresh(request, body, cache=(60, 60))


def currencies(request: Request) -> HttpResponse:
    source = parameters.source(request.query("source").get("source"), settings.rate_sources)
    view, etag = rates.currencies(source, request.deadline)
    return stored_response(request, view=view, etag=etag, cache=IN_FORCE, until=source.midnight(now()))


handler = dispatch(
    {
        "GET /v1/rates": sheet,
        "GET /v1/rates/{currency}": series,
        "GET /v1/rates/{currency}/chart.svg": chart,
        "GET /v1/rates/convert": convert,
        "GET /v1/rates/sources": sources,
        "GET /v1/currencies": currencies,
    }
)
