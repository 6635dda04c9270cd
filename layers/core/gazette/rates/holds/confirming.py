"""The second source: a held rate is released when another bank's sheet confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from gazette.errors import Conflict, NotFound, Unavailable
from gazette.rates.bank import Bank
from gazette.rates.holds.comparing import Side, confirmed
from gazette.rates.holds.decisions import Ruling
from gazette.rates.sheets import StoredSheet
from gazette.rates.table import RateTable
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

    A Query a bank, where nothing is held. What the busy table, or a correction in that moment, leaves undone is done by
    the next run.
    """
    return [
        release
        for bank in banks
        for stored in table.present(bank, bank.today(at))
        for currency in stored.held
        if stored.decided(currency) is None
        for release in _release(table, Side(bank, stored), currency, banks, at)
    ]


def _release(table: RateTable, one: Side, currency: str, banks: Iterable[Bank], at: datetime) -> Iterator[Release]:
    for bank in banks:
        other = table.newest(bank, one.stored.date) if bank is not one.bank else None
        reason = confirmed(one, currency, Side(bank, other)) if other else ""
        if not reason:
            continue
        ruling = Ruling(
            currency,
            held=False,
            reason=reason,
            by={"id": bank.id, "name": bank.names["en"]},
            at=timestamp(at),
            rate=one.stored.sheet.rates[currency].rate,
            first=True,
        )
        try:
            if table.decide(one.bank, one.stored.date, ruling).outcome == "decided":
                yield Release(one.stored, ruling)
        except (Conflict, NotFound, Unavailable):
            return
        return
