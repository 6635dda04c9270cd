"""All that the page of rates shows, from reads that are made at once."""

import json
from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gazette.aws.public.reader import Reader
from gazette.errors import Invalid
from gazette.pages.rates import converter, history, sheet
from gazette.pages.rates.request import RatesPageRequest
from gazette.rates.errors import SheetNotFound
from gazette.rates.fragments import unpack
from gazette.rates.keys import key
from gazette.rates.public import headline
from gazette.rates.public.sheet import Rates, SheetAnswer
from gazette.rates.sources import bank
from gazette.settings import Settings

READS = 4
"""Requests at once, each on a reader of its own."""


class RatesPage:
    """Reads a sheet, the months of a currency and the currencies; and the line of the header, unless the sheet is the
    one that it is made of."""

    def __init__(self, settings: Settings, readers: Sequence[Reader]) -> None:
        self._table, self._sources, self._readers = settings.table("rates"), settings.rate_sources, readers
        self._rates = Rates(readers[0], self._table)

    def read(self, asked: RatesPageRequest, lang: str, now: datetime, deadline: float | None = None) -> dict[str, Any]:
        """The values of the template. What turns out to be wrong only now is told to `asked`."""
        span = history.Span(asked, now)
        answer, (months, currencies, *lines) = self._at_once(asked, span, now, deadline)
        document = json.loads(answer.json(None)) if answer else None
        values: dict[str, Any] = {
            "rates": headline.build_headline(lines[0], lang) if lines else _line(document, lang),
            "bank": sheet.named(asked.bank.names, lang),
            "sources": [self._source(source, asked, lang) for source in self._sources],
            "today": asked.bank.today(now),
            "sheet": None,
        }
        if answer is None or document is None:
            return values
        names = sheet.Names(_items(currencies), lang)
        codes = [rate["currency"] for rate in sheet.main_first(document["rates"], asked.bank)]
        return {
            **values,
            **sheet.values(asked, document, names),
            **converter.values(asked, answer.sheet, names, codes),
            **history.values(asked, span, names, codes, months["Items"]),
        }

    def _at_once(
        self, asked: RatesPageRequest, span: history.Span, now: datetime, deadline: float | None
    ) -> tuple[SheetAnswer | None, list[dict[str, Any]]]:
        """The sheet; and the replies about months and currencies, and about the line where it takes one."""
        requests = [
            ("Query", span.request(self._table)),
            ("GetItem", {"TableName": self._table, "Key": key("currency", asked.bank.id)}),
        ]
        if asked.date or asked.bank.id != headline.SOURCE:
            requests.append(("Query", headline.request(self._table, now)))
        try:
            others = zip(self._readers[1:], requests, strict=False)
            calls = [reader.start(operation, request, deadline) for reader, (operation, request) in others]
            return self._sheet(asked, now, deadline), [call.result() for call in calls]
        except BaseException:
            # Answers that are still on their way must not be taken for those of the next request.
            for reader in self._readers:
                reader.close()
            raise

    def _sheet(self, asked: RatesPageRequest, now: datetime, deadline: float | None) -> SheetAnswer | None:
        """The sheet that is asked for, or today's where there is none; None where there is none at all."""
        try:
            return self._rates.sheet(asked.bank, asked.date, now, deadline)
        except Invalid:
            asked.refuse("date", "later")
        except SheetNotFound:
            if asked.date is None:
                return None
            asked.refuse("date", "before")
        asked.date = None
        return self._sheet(asked, now, deadline)

    def _source(self, source: str, asked: RatesPageRequest, lang: str) -> dict[str, Any]:
        """Another bank is a new beginning: it prints other currencies, on other days."""
        query = "" if source == self._sources[0] else f"?source={source}"
        return {"name": sheet.named(bank(source).names, lang), "query": query, "current": source == asked.bank.id}


def _items(reply: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of `/v1/currencies`."""
    items: list[dict[str, Any]] = json.loads(unpack(b64decode(reply["Item"]["view"]["B"])))["items"]
    return items


def _line(document: dict[str, Any] | None, lang: str) -> dict[str, Any] | None:
    """The line of the header from the public sheet of its bank that is in force."""
    if document is None:
        return None
    return headline.format_headline(
        document["date"], document["base"], sheet.main_of(document, bank(headline.SOURCE)), lang
    )
