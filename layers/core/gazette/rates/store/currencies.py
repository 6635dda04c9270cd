"""Every currency that a source ever printed, in the form of the public answer."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from gazette.encoding import pack, unpack
from gazette.rates.iso4217 import LAST_DAYS, MINOR_UNITS
from gazette.rates.keys import key
from gazette.rates.model import Sheet
from gazette.rates.names import NAMES


class Currencies:
    """`known` by code: `{currency, numeric, names, nominal, minor_units, first_date, last_date, retired}`.

    First and last date are those of all sheets ever stored, whatever their revision. A name is the bank's own where it
    prints one.
    """

    def __init__(self, source: str, item: dict[str, Any] | None) -> None:
        self.source = source
        listed: list[dict[str, Any]] = json.loads(unpack(item["view"]["B"]))["items"] if item else []
        self.known = {currency["currency"]: currency for currency in listed}

    def put(self, sheet: Sheet) -> None:
        """Take in a sheet: first and last date widen, all else is as the latest sheet has it."""
        day = sheet.date.isoformat()
        for code, rate in sheet.rates.items():
            known = self.known.get(code, {"first_date": day, "last_date": day})
            if day >= known["last_date"]:
                names = {**NAMES.get(code, {}), **rate.names}
                known = {**known, "numeric": rate.numeric, "names": names, "nominal": rate.nominal}
            self.known[code] = {
                "currency": code,
                "numeric": known["numeric"],
                "names": known["names"],
                "nominal": known["nominal"],
                "minor_units": MINOR_UNITS.get(code),
                "first_date": min(known["first_date"], day),
                "last_date": max(known["last_date"], day),
                "retired": code in LAST_DAYS,
            }

    def item(self) -> dict[str, Any]:
        listed = [self.known[code] for code in sorted(self.known)]
        text = json.dumps({"items": listed, "next": None}, ensure_ascii=False, separators=(",", ":"))
        return {
            **key("currency", self.source),
            "view": {"B": pack(text)},
            "etag": {"S": sha256(text.encode()).hexdigest()[:32]},
        }
