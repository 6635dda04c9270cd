"""The rates of an issue's mail."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from gazette.rates.keys import build_newest_query
from gazette.rates.public.headline import SOURCE
from gazette.rates.public.sheet import MAX_CARRIED_DAYS
from gazette.rates.sources import load_bank
from gazette.subscriptions.digest.model import PERIODS, WEEKLY

MAX_AGE = timedelta(days=MAX_CARRIED_DAYS)
"""A mail has no older rates."""


class RatesReader:
    """`rates` is the name of the table."""

    def __init__(self, dynamodb: Any, rates: str) -> None:
        self._dynamodb, self._rates = dynamodb, rates

    def load(self, list_id: str, at: datetime) -> dict[str, Any] | None:
        """`{date, source, lines: [{currency, rate, change}]}` of the main rates in force, None without a recent sheet.

        `change` is that of the sheet, or for a weekly issue that since the sheet of a week before; None if there is
        none to compare with.
        """
        sheet = self._load_sheet(at)
        if sheet is None:
            return None
        former = self._load_sheet(at - PERIODS[WEEKLY]) if list_id == WEEKLY else None
        lines = [
            {
                "currency": rate["currency"],
                "rate": rate["rate"],
                "change": _compute_change(rate, former) if list_id == WEEKLY else rate["change"],
            }
            for rate in sheet["rates"].values()
        ]
        return {"date": sheet["date"], "source": SOURCE, "lines": lines}

    def _load_sheet(self, at: datetime) -> dict[str, Any] | None:
        request = build_newest_query(self._rates, SOURCE, load_bank(SOURCE).today(at), "main", limit=1)
        items = self._dynamodb.query(**request, ConsistentRead=True)["Items"]
        if not items or load_bank(SOURCE).today(at) - date.fromisoformat(items[0]["date"]["S"]) > MAX_AGE:
            return None
        rates = {rate["currency"]: rate for rate in json.loads(items[0]["main"]["S"]) if rate}
        return {"date": items[0]["date"]["S"], "rates": rates}


def _compute_change(rate: dict[str, Any], former: dict[str, Any] | None) -> str | None:
    """The change of a rate since a former sheet, per nominal of the present one, with as many digits as the rate."""
    before = former and former["rates"].get(rate["currency"])
    if not before:
        return None
    now = Decimal(rate["rate"])
    change = now - Decimal(before["rate"]) / Decimal(before["nominal"]) * Decimal(rate["nominal"])
    return str(change.quantize(Decimal(1).scaleb(now.as_tuple().exponent)))  # type: ignore[arg-type]  # a finite number
