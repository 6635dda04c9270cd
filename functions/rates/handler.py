"""Public reads of rates: a day's sheet, a currency over time, conversion, the banks and their currencies."""

import os
from datetime import datetime

from gazette import cursors
from gazette.aws.public.reader import Reader
from gazette.http.public import Request, dispatch
from gazette.http.responses import JSON, NO_SNIFFING, HttpResponse, computed_response, stored_response
from gazette.rates.public import history, parameters
from gazette.rates.public.date_range import DateRange, RangePage
from gazette.rates.public.queries import RateQueries
from gazette.rates.public.sheet import IN_FORCE
from gazette.rates.sources import load_bank
from gazette.settings import Settings
from gazette.times import now

settings = Settings(os.environ)
reader = Reader(os.environ)
rates = RateQueries(reader, settings.table("rates"))
past = history.HistoryQueries(reader, settings.table("rates"))


def get_sheet(request: Request) -> HttpResponse:
    query = request.query("source", "date", "symbols")
    source = parameters.parse_source(query.get("source"), settings.rate_sources)
    day, symbols = parameters.parse_day(query.get("date")), parameters.parse_symbols(query.get("symbols"))
    sheet = rates.read_sheet(source, day, now(), request.deadline, symbols=symbols)
    return computed_response(
        request, sheet.render(symbols), cache=sheet.cache, until=sheet.until, large=symbols is None
    )


def get_series(request: Request) -> HttpResponse:
    query = request.query("source", "from", "to", "fill", "format", "cursor")
    fill = parameters.parse_choice(query.get("fill"), "fill", ("previous",))
    form = parameters.parse_choice(query.get("format"), "format", ("json", "csv"))
    series_request = SeriesRequest(request, query, now())
    page = series_request.date_range.page(f"{series_request.identity}/{fill}", query.pop("cursor", None))
    series = series_request.read(page, fill=fill is not None)
    headers = cursors.link_header(request.event["rawPath"], query, page.next)
    if form == "csv":
        headers["content-disposition"] = f'attachment; filename="{series.file_name}"'
        return series_request.respond(series, series.render_csv(), history.CSV, headers)
    return series_request.respond(series, series.render_json(), JSON, headers)


def draw_chart(request: Request) -> HttpResponse:
    from gazette.rates.public.chart import drawing  # other routes do not need it

    query = request.query("source", "from", "to", "lang")
    lang = settings.language(query.get("lang"))
    series_request = SeriesRequest(request, query, now())
    response = series_request.read(series_request.date_range.single_page(), fill=False)
    svg = drawing.draw(response.series, series_request.bank, lang, stale=response.stale_end)
    headers = {"content-security-policy": drawing.POLICY, **NO_SNIFFING}
    return series_request.respond(response, svg, drawing.TYPE, headers)


class SeriesRequest:
    """The bank, the currency and the range of days that a request names. `identity` binds cursors to them."""

    def __init__(self, request: Request, query: dict[str, str], at: datetime) -> None:
        self._request, self._at = request, at
        self.bank = parameters.parse_source(query.get("source"), settings.rate_sources)
        self.currency = parameters.parse_currency(request.path["currency"])
        self.date_range = DateRange(query, self.bank.today(at))
        self.identity = "/".join([self.bank.id, self.currency, query.get("from", ""), query.get("to", "")])

    def read(self, page: RangePage, *, fill: bool) -> history.SeriesResponse:
        """The series of a page's days. Raises an error if the series is empty because of a mistake in the request."""
        deadline = self._request.deadline
        past.check_end(self.bank, self.date_range, self._at, deadline)
        series = past.read_series(self.bank, self.currency, page, self._at, deadline)
        response = history.SeriesResponse(self.bank, self.date_range, page, series, fill=fill, now=self._at)
        response.check(past, deadline)
        return response

    def respond(
        self, series: history.SeriesResponse, body: str, content_type: str, headers: dict[str, str]
    ) -> HttpResponse:
        return computed_response(
            self._request,
            body,
            cache=series.cache,
            until=series.until,
            content_type=content_type,
            headers=headers,
            large=True,
        )


def convert(request: Request) -> HttpResponse:
    from gazette.rates.public.conversion import render_conversion  # imports decimal, which other routes do not need

    query = request.query("source", "from", "to", "amount", "date")
    source = parameters.parse_source(query.get("source"), settings.rate_sources)
    day = parameters.parse_day(query.get("date"))
    have, want = (parameters.parse_symbol(query.get(end), end) for end in ("from", "to"))
    response = rates.read_sheet(source, day, now(), request.deadline, symbols=(have, want))
    body = render_conversion(response.sheet, have, want, query.get("amount", "1"), stale=response.stale)
    return computed_response(request, body, cache=response.cache, until=response.until)


def list_sources(request: Request) -> HttpResponse:
    request.query()
    body = rates.render_sources(map(load_bank, settings.rate_sources), now(), request.deadline)
    return computed_response(request, body, cache=(60, 60))


def list_currencies(request: Request) -> HttpResponse:
    source = parameters.parse_source(request.query("source").get("source"), settings.rate_sources)
    view, etag = rates.read_currencies(source, request.deadline)
    return stored_response(request, view=view, etag=etag, cache=IN_FORCE, until=source.next_midnight(now()))


handler = dispatch(
    {
        "GET /v1/rates": get_sheet,
        "GET /v1/rates/{currency}": get_series,
        "GET /v1/rates/{currency}/chart.svg": draw_chart,
        "GET /v1/rates/convert": convert,
        "GET /v1/rates/sources": list_sources,
        "GET /v1/currencies": list_currencies,
    }
)
