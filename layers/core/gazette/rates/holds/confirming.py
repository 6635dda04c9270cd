"""The second source: a held rate is released when another bank's sheet confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gazette.errors import Conflict, NotFound, Unavailable
from gazette.rates.bank import Bank
from gazette.rates.holds.comparing import Side, confirmed
from gazette.rates.judging.decisions import Ruling
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.store.table import RateTable
from gazette.times import timestamp


class Release:
    """A rate that another bank released."""

    def __init__(self, stored: StoredSheet, ruling: Ruling) -> None:
        self.stored, self.ruling = stored, ruling

    def report(self) -> dict[str, str]:
        return {
            "source": self.stored.source,
            "date": self.stored.date.isoformat(),
            "currency": self.ruling.currency,
            "by": self.ruling.by["id"],
            "reason": self.ruling.reason,
        }


def confirm(table: RateTable, banks: Sequence[Bank], at: datetime) -> list[Release]:
    """Release what another of the banks confirms, in the sheets of each that are in force or coming.

    Two small reads a bank, where nothing is held. What others are in the way of is done by the next run.
    """
    return [release for bank in banks for release in _confirm(table, bank, banks, at)]


def _confirm(table: RateTable, bank: Bank, banks: Sequence[Bank], at: datetime) -> list[Release]:
    releases = []
    try:
        table.settle(bank)
        for stored in table.present(bank, bank.today(at)):
            for currency in stored.held:
                ruling = _ruling(table, Side(bank, stored), currency, banks, at)
                if ruling and _made(table, bank, stored, ruling):
                    releases.append(Release(stored, ruling))
    except Unavailable:
        pass
    return releases


def _ruling(table: RateTable, one: Side, currency: str, banks: Sequence[Bank], at: datetime) -> Ruling | None:
    """The release by the first bank that confirms the rate, unless somebody has decided about it."""
    if one.stored.decided(currency) is not None:
        return None
    for bank in banks:
        other = table.newest(bank, one.stored.date) if bank is not one.bank else None
        reason = confirmed(one, currency, Side(bank, other)) if other else ""
        if reason:
            by = {"id": bank.id, "name": bank.names["en"]}
            rate = one.stored.sheet.rates[currency].rate
            return Ruling(currency, held=False, reason=reason, by=by, at=timestamp(at), rate=rate, first=True)
    return None


def _made(table: RateTable, bank: Bank, stored: StoredSheet, ruling: Ruling) -> bool:
    try:
        return table.decide(bank, stored.date, ruling).outcome == "decided"
    except (Conflict, NotFound):  # the bank has corrected the rate in this moment
        return False
