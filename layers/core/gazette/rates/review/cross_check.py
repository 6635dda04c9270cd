"""The second source: a held rate is released when another bank's sheet confirms it; and what stays held."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from gazette.errors import Conflict, NotFound, Unavailable
from gazette.rates.bank import Bank
from gazette.rates.review.cross_rate import Side, compare
from gazette.rates.store.repository import RateRepository
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.validation.overrides import OverrideRequest
from gazette.times import timestamp


class Release:
    """A rate that another bank released."""

    def __init__(self, stored: StoredSheet, ruling: OverrideRequest) -> None:
        self.stored, self.ruling = stored, ruling

    def report(self) -> dict[str, str]:
        return {
            "source": self.stored.source,
            "date": self.stored.date.isoformat(),
            "currency": self.ruling.currency,
            "by": self.ruling.by["id"],
            "reason": self.ruling.reason,
        }


class Hold:
    """Rates that a sheet in force, or coming, holds now, whoever had them held."""

    def __init__(self, stored: StoredSheet, currencies: list[str]) -> None:
        self.source, self.date, self.currencies = stored.source, stored.date, currencies

    def report(self) -> dict[str, Any]:
        return {"source": self.source, "date": self.date.isoformat(), "currencies": self.currencies}


class Findings:
    """What a look at all banks' sheets, in force and coming, brought."""

    def __init__(self) -> None:
        self.releases: list[Release] = []
        self.holds: list[Hold] = []

    def add(self, stored: StoredSheet, rulings: list[OverrideRequest]) -> None:
        """A sheet as it was read, and the releases that were made of it then."""
        self.releases += [Release(stored, ruling) for ruling in rulings]
        released = {ruling.currency for ruling in rulings}
        if staying := [currency for currency in stored.held if currency not in released]:
            self.holds.append(Hold(stored, staying))


def cross_check(table: RateRepository, banks: Sequence[Bank], at: datetime) -> Findings:
    """Release what another of the banks confirms, in the sheets of each that are in force or coming.

    Two small reads a bank, and one of each other bank for a sheet that holds rates. What others are in the way of is
    done by the next run.
    """
    findings = Findings()
    for bank in banks:
        with suppress(Unavailable):
            table.settle(bank)
            for stored in table.present(bank, bank.today(at)):
                findings.add(stored, _releases(table, Side(bank, stored), banks, at))
    return findings


def _releases(table: RateRepository, one: Side, banks: Sequence[Bank], at: datetime) -> list[OverrideRequest]:
    """Of the rates that are held and that nobody has decided about."""
    undecided = [currency for currency in one.stored.held if one.stored.decided(currency) is None]
    others = _others(table, one, banks) if undecided else []
    rulings = (_ruling(one, currency, others, at) for currency in undecided)
    return [ruling for ruling in rulings if ruling and _made(table, one.bank, one.stored, ruling)]


def _others(table: RateRepository, one: Side, banks: Sequence[Bank]) -> list[Side]:
    """What each other bank has in force on the day of the sheet."""
    found = ((bank, table.newest(bank, one.stored.date)) for bank in banks if bank is not one.bank)
    return [Side(bank, stored) for bank, stored in found if stored]


def _ruling(one: Side, currency: str, others: Sequence[Side], at: datetime) -> OverrideRequest | None:
    """The release by the first bank that confirms the rate."""
    for other in others:
        if reason := compare(one, currency, other):
            by = {"id": other.bank.id, "name": other.bank.names["en"]}
            rate = one.stored.sheet.rates[currency].rate
            return OverrideRequest(currency, held=False, reason=reason, by=by, at=timestamp(at), rate=rate, first=True)
    return None


def _made(table: RateRepository, bank: Bank, stored: StoredSheet, ruling: OverrideRequest) -> bool:
    try:
        return table.decide(bank, stored.date, ruling).outcome == "decided"
    except (Conflict, NotFound, Unavailable):  # the bank has corrected the rate in this moment, or others write
        return False
