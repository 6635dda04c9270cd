"""Every currency that a source ever published, in the form of the public answer."""

from __future__ import annotations

import json
from typing import Any

from gazette.encoding import compact_json, etag, pack, unpack
from gazette.rates.currency_names import NAMES
from gazette.rates.iso4217 import LAST_DAYS, MINOR_UNITS
from gazette.rates.model import Sheet


class Currencies:
    """`entries` by code: `{currency, numeric, names, nominal, minor_units, first_date, last_date, retired}`.

    First and last date are those of all sheets ever stored, in any revision. A name is the bank's own if the bank
    publishes names.
    """

    def __init__(self, source: str, item: dict[str, Any] | None) -> None:
        """`item` is the stored one, None for a source without sheets."""
        self.source = source
        entries: list[dict[str, Any]] = json.loads(unpack(item["view"]))["items"] if item else []
        self.entries = {entry["currency"]: entry for entry in entries}

    def put(self, sheet: Sheet) -> None:
        """Adds the currencies of a sheet: extends first and last date, and takes the rest from the latest sheet."""
        day = sheet.date.isoformat()
        for code, rate in sheet.rates.items():
            entry = self.entries.get(code, {"first_date": day, "last_date": day})
            if day >= entry["last_date"]:
                names = {**NAMES.get(code, {}), **rate.names}
                entry = {**entry, "numeric": rate.numeric, "names": names, "nominal": rate.nominal}
            self.entries[code] = {
                "currency": code,
                "numeric": entry["numeric"],
                "names": entry["names"],
                "nominal": entry["nominal"],
                "minor_units": MINOR_UNITS.get(code),
                "first_date": min(entry["first_date"], day),
                "last_date": max(entry["last_date"], day),
                "retired": code in LAST_DAYS,
            }

    def to_item(self) -> dict[str, Any]:
        text = compact_json({"items": [self.entries[code] for code in sorted(self.entries)], "next": None})
        return {"series": "currency", "date": self.source, "view": pack(text), "etag": etag(text)}
