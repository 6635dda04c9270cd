"""One run: ask a bank for some days, keep what is new and valid, and say of each day what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from gazette.rates.bank import Bank
from gazette.rates.ingestion.bank_client import Unreachable
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.iso4217 import MINOR_UNITS
from gazette.rates.model import Rate, Rejected, Sheet, Unusable
from gazette.rates.names import NAMES
from gazette.rates.store.repository import RateRepository, Stored
from gazette.rates.validation.guards import guard

GAP = 5
"""Missed sheets that a run fetches on its own when it finds a gap before a new one; more is a backfill's work."""


@dataclass
class Outcome:
    """What came of one day. `outcome` is stored, corrected, unchanged, rejected (a guard refused the sheet) or failed
    (there was no sheet to be had; `silent`: not even an answer); `dated` is the sheet's own date. `thinned` is
    `{date, reason}` of the sheet after it, which came before it and has lost too many of its currencies. `unknown` are
    codes that Gazette does not know, or that neither it nor the bank has a name for."""

    asked: date
    outcome: str
    dated: date | None = None
    previous: date | None = None
    reason: str = ""
    silent: bool = False
    revision: int = 0
    held: list[str] = field(default_factory=list)
    mismatched: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    thinned: dict[str, str] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        return self.outcome in ("stored", "corrected", "unchanged")

    @property
    def new(self) -> bool:
        return self.outcome in ("stored", "corrected")

    def report(self) -> dict[str, Any]:
        """As JSON, without what does not apply."""
        parts = {
            "asked": self.asked.isoformat(),
            "outcome": self.outcome,
            "date": self.dated.isoformat() if self.dated else None,
            "revision": self.revision,
            "reason": self.reason,
            "held": self.held,
            "mismatched": self.mismatched,
            "unknown": self.unknown,
            "thinned": self.thinned,
        }
        return {name: value for name, value in parts.items() if value}


class Ingestion:
    """A run at one moment: `get` fetches a path of the bank's site. With `fewer`, sheets may have lost currencies."""

    def __init__(
        self,
        bank: Bank,
        get: Callable[[str], bytes],
        table: RateRepository,
        bodies: RawBodies,
        *,
        at: datetime,
        fewer: bool = False,
    ) -> None:
        self._bank, self._get, self._table, self._bodies = bank, get, table, bodies
        self._at, self._fewer = at, fewer
        self._today = bank.today(at)

    def days(self, days: Iterable[date]) -> list[Outcome]:
        """Ask for each of some days, while the bank answers."""
        self._table.settle(self._bank)
        return _up_to_silence(map(self.day, days))

    def run(self) -> list[Outcome]:
        """Ask for the coming days, where the bank publishes ahead, until one brings a new sheet, read today's, close
        a gap before a new one; all of it while the bank answers. Once the coming sheet is known, only it and today's
        are read, for corrections."""
        last = self._table.settle(self._bank).last
        return _up_to_silence(self._wanted(date.fromisoformat(last) if last else None))

    def _wanted(self, known: date | None) -> Iterator[Outcome]:
        outcomes = []
        for day in [known] if known and known > self._today else self._coming():
            outcomes.append(self.day(day))
            yield outcomes[-1]
            if outcomes[-1].outcome == "stored":
                break
        outcomes.append(self.day(self._today))
        yield outcomes[-1]
        for outcome in outcomes:
            yield from self._gap_before(outcome)

    def day(self, asked: date) -> Outcome:
        """Ask for one day. A sheet is kept under its own date; a rejected answer is kept as it came."""
        try:
            body = self._bank.fetch(self._get, asked, self._today)
        except (Unreachable, Unusable) as error:
            return Outcome(asked, "failed", reason=str(error), silent=isinstance(error, Unreachable))
        try:
            return self._keep(asked, self._bank.parse(body, asked), body)
        except Unusable as error:
            return Outcome(asked, "failed", reason=str(error))
        except Rejected as error:
            self._bodies.keep(self._bank.id, body)
            return Outcome(asked, "rejected", reason=str(error))

    def _keep(self, asked: date, sheet: Sheet, body: bytes) -> Outcome:
        guard(sheet, self._bank, asked=asked, today=self._today)
        known = self._table.newest(self._bank, asked)
        if known and known.date > sheet.date:
            raise Rejected(f"dated {sheet.date}, though the sheet of {known.date} is known")
        if known and known.sheet.hash == sheet.hash and known.date == sheet.date:
            return _outcome(asked, sheet, Stored("unchanged", known, []))
        raw = self._bodies.keep(self._bank.id, body)
        return _outcome(asked, sheet, self._table.store(self._bank, sheet, raw=raw, at=self._at, fewer=self._fewer))

    def _coming(self) -> list[date]:
        return [self._today + timedelta(ahead) for ahead in range(1, self._bank.ahead + 1)]

    def _gap_before(self, found: Outcome) -> Iterator[Outcome]:
        """The sheets that were missed between a new one and the one stored before it, the latest first."""
        for _ in range(GAP):
            day, previous = found.dated, found.previous
            if found.outcome != "stored" or not day or not previous or self._bank.expected_after(previous) >= day:
                return
            found = self.day(day - timedelta(1))
            yield found


def _up_to_silence(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those up to the first day for which there was no answer at all: a bank that is silent is not asked for more days
    in the same run, since each may take as long as is ever waited."""
    answered = []
    for outcome in outcomes:
        answered.append(outcome)
        if outcome.silent:
            break
    return answered


def _outcome(asked: date, printed: Sheet, stored: Stored) -> Outcome:
    """`printed` has the bank's own names, which what is stored has not."""
    sheet = stored.sheet
    return Outcome(
        asked,
        stored.outcome,
        sheet.date,
        sheet.previous,
        revision=sheet.revision,
        held=sheet.held,
        mismatched=[quote.row.currency for quote in stored.quotes if quote.differs],
        unknown=[row.currency for row in printed.rates.values() if _unknown(row)],
        thinned=stored.thinned,
    )


def _unknown(row: Rate) -> bool:
    """Whether readers find a currency without its digits, or without any name."""
    return row.currency not in MINOR_UNITS or not (row.names or row.currency in NAMES)
