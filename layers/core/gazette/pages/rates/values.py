"""The values of the rates page, from concurrent reads."""

import json
from base64 import b64decode
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from gazette.articles.public.category_blocks import build_blocks_request
from gazette.aws.public.reader import CloseOnError, Reader, start_all
from gazette.encoding import unpack
from gazette.errors import Invalid
from gazette.pages.frame import Frame, build_foot_request
from gazette.pages.rates.converter import build_converter_values
from gazette.pages.rates.history import CurrencyDays, build_history_values
from gazette.pages.rates.request import RatesPageRequest
from gazette.pages.rates.sheet import CurrencyNames, build_sheet_values, pick_name, select_main, sort_often_asked
from gazette.pages.rates.sparklines import Sparklines
from gazette.rates.bank import find_latest_day
from gazette.rates.errors import SheetNotFound
from gazette.rates.keys import build_key
from gazette.rates.public import headline
from gazette.rates.public.queries import RateQueries
from gazette.rates.public.sheet import SheetResponse
from gazette.rates.sources import load_bank
from gazette.settings import Settings


class RatesValues:
    """Reads a sheet, the months of a currency, those of the main currencies, the bank's currencies, the headline unless
    the sheet has it, and the rest of the frame."""

    def __init__(self, settings: Settings, readers: Sequence[Reader]) -> None:
        self._table, self._listings = settings.table("rates"), settings.table("listings")
        self._sources, self._readers = settings.rate_sources, readers
        self._queries = RateQueries(readers[0], self._table)

    def read(
        self, request: RatesPageRequest, now: datetime, deadline: float | None = None
    ) -> tuple[Frame, dict[str, Any]]:
        """The frame, and the values of the template. Rejects wrong fields of `request`.

        If the bank has published nothing for a month, the history ends with its last sheet, for one Query more.
        """
        lang = request.lang
        days = CurrencyDays(request, request.bank.today(now), find_latest_day(now))
        sparklines = Sparklines(request.bank, request.date or request.bank.today(now))
        response, (months, recent, currencies, blocks, pages, *headlines) = self._read_at_once(
            request, days, sparklines, now, deadline
        )
        document = json.loads(response.render(None)) if response else None
        if document and request.has_defaults and date.fromisoformat(document["date"]) < days.since:
            last = date.fromisoformat(document["date"])
            days = CurrencyDays(request, last, last, is_past=True)
            months = self._readers[0].query(days.query(self._table), deadline)
        rates = headline.build_headline(headlines[0], lang) if headlines else _format_headline(document, lang)
        frame = Frame(rates, blocks, pages, now)
        values: dict[str, Any] = {
            "bank": pick_name(request.bank.names, lang),
            "sources": [self._describe_source(source, request) for source in self._sources],
            "today": request.bank.today(now),
            "sheet": None,
        }
        if response is None or document is None:
            return frame, values
        names = CurrencyNames(_unpack_currencies(currencies), lang)
        codes = [rate["currency"] for rate in sort_often_asked(document["rates"], request.bank)]
        return frame, {
            **values,
            **build_sheet_values(request, document, names, overdue=response.overdue),
            **build_converter_values(request, response.sheet, names, codes),
            **build_history_values(request, days, names, codes, months["Items"]),
            "sparklines": sparklines.draw(recent, self._table),
        }

    def _read_at_once(
        self,
        request: RatesPageRequest,
        days: CurrencyDays,
        sparklines: Sparklines,
        now: datetime,
        deadline: float | None,
    ) -> tuple[SheetResponse | None, list[dict[str, Any]]]:
        """The sheet, and the replies for the months, the main currencies, the names of all, the blocks, the pages, and
        for the headline if that needs a read."""
        reads = [
            ("Query", days.query(self._table)),
            ("BatchGetItem", sparklines.request(self._table)),
            ("GetItem", {"TableName": self._table, "Key": build_key("currency", request.bank.id)}),
            build_blocks_request(self._listings, request.lang),
            build_foot_request(self._listings, request.lang),
        ]
        if request.date or request.bank.id != headline.SOURCE:
            reads.append(("Query", headline.build_headline_query(self._table, now)))
        with CloseOnError(self._readers):
            calls = start_all(self._readers[1:], reads, deadline)
            return self._read_sheet(request, now, deadline), [call.result() for call in calls]

    def _read_sheet(self, request: RatesPageRequest, now: datetime, deadline: float | None) -> SheetResponse | None:
        """The sheet of the requested day, else the sheet of today; None if the bank has no sheet at all."""
        try:
            return self._queries.read_sheet(request.bank, request.date, now, deadline)
        except Invalid:  # no failure: the page shows the error at its field
            request.reject("date", "later")
        except SheetNotFound:  # no failure: the page says that there is no sheet
            if request.date is None:
                return None
            request.reject("date", "before")
        request.date = None
        return self._read_sheet(request, now, deadline)

    def _describe_source(self, source: str, request: RatesPageRequest) -> dict[str, Any]:
        """A link to another bank, without the other fields: that bank has other currencies and other days."""
        query = "" if source == self._sources[0] else f"?source={source}"
        return {
            "name": pick_name(load_bank(source).names, request.lang),
            "query": query,
            "current": source == request.bank.id,
        }


def _unpack_currencies(reply: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of `/v1/currencies`."""
    items: list[dict[str, Any]] = json.loads(unpack(b64decode(reply["Item"]["view"]["B"])))["items"]
    return items


def _format_headline(document: dict[str, Any] | None, lang: str) -> dict[str, Any] | None:
    """The headline from the public sheet in force of its bank."""
    if document is None:
        return None
    rates = select_main(document["rates"], load_bank(headline.SOURCE))
    return headline.format_headline(document["date"], document["base"], rates, lang)
