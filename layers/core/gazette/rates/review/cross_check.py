"""Cross-check of held rates: a held rate is released if another bank's sheet confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gazette.embedded_metrics import count_swallowed
from gazette.errors import Conflict, NotFound, Unavailable
from gazette.rates.bank import Bank
from gazette.rates.review.cross_rate import BankSheet, confirm_rate
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.validation.overrides import OverrideRequest
from gazette.times import timestamp


class Release:
    """A rate that another bank released."""

    def __init__(self, stored: StoredSheet, request: OverrideRequest) -> None:
        self.stored, self.request = stored, request

    def report(self) -> dict[str, str]:
        return {
            "source": self.stored.source,
            "date": self.stored.date.isoformat(),
            "currency": self.request.currency,
            "by": self.request.by["id"],
            "reason": self.request.reason,
        }


class DoubtfulRates:
    """Currencies of a current or upcoming sheet: held now (by the validation or by an override), a mismatch, or left
    out because the bank's row is no rate."""

    def __init__(self, stored: StoredSheet, currencies: list[str]) -> None:
        self.source, self.date, self.currencies = stored.source, stored.date, currencies

    def report(self) -> dict[str, Any]:
        return {"source": self.source, "date": self.date.isoformat(), "currencies": self.currencies}


class Findings:
    """Result of a cross-check of all banks' current and upcoming sheets.

    `mismatches` are main currencies whose rates do not fit the bank's own change, `left_out` rows that are no rates.
    """

    def __init__(self) -> None:
        self.releases: list[Release] = []
        self.holds: list[DoubtfulRates] = []
        self.mismatches: list[DoubtfulRates] = []
        self.left_out: list[DoubtfulRates] = []

    def add(self, bank: Bank, stored: StoredSheet, requests: list[OverrideRequest]) -> None:
        """Adds a sheet in the state before its releases, and the requests that have released some of its rates."""
        self.releases += [Release(stored, request) for request in requests]
        released = {request.currency for request in requests}
        if remaining := [currency for currency in stored.held if currency not in released]:
            self.holds.append(DoubtfulRates(stored, remaining))
        if mismatched := stored.list_mismatched(bank.main):
            self.mismatches.append(DoubtfulRates(stored, mismatched))
        if stored.sheet.left_out:
            self.left_out.append(DoubtfulRates(stored, sorted(stored.sheet.left_out)))


def cross_check(commands: SheetCommands, banks: Sequence[Bank], at: datetime) -> Findings:
    """Releases the held rates that another bank confirms, in each bank's current and upcoming sheets.

    Makes two small reads for each bank, and one for each other bank if a sheet holds rates. If other writers are busy
    with a bank, the next run checks that bank.
    """
    findings = Findings()
    for bank in banks:
        try:
            commands.finish_reevaluation(bank)
            for stored in commands.repository.find_current_and_upcoming(bank, bank.today(at)):
                findings.add(bank, stored, _release_confirmed(commands, BankSheet(bank, stored), banks, at))
        except Unavailable as error:
            count_swallowed("cross-check-waits", error, source=bank.id)
    return findings


def _release_confirmed(
    commands: SheetCommands, sheet: BankSheet, banks: Sequence[Bank], at: datetime
) -> list[OverrideRequest]:
    """Releases the held rates that a bank confirms and nobody has overridden. Returns the requests that did it."""
    candidates = [code for code in sheet.stored.held if sheet.stored.find_override(code) is None]
    others = _load_others(commands, sheet, banks) if candidates else []
    requests = (_request_release(sheet, currency, others, at) for currency in candidates)
    return [request for request in requests if request and _release(commands, sheet, request)]


def _load_others(commands: SheetCommands, sheet: BankSheet, banks: Sequence[Bank]) -> list[BankSheet]:
    """The other banks' sheets that are in force on the sheet's date."""
    others = [bank for bank in banks if bank is not sheet.bank]
    newest = ((bank, commands.repository.find_newest(bank, sheet.stored.date)) for bank in others)
    return [BankSheet(bank, stored) for bank, stored in newest if stored]


def _request_release(
    sheet: BankSheet, currency: str, others: Sequence[BankSheet], at: datetime
) -> OverrideRequest | None:
    """The release by the first bank that confirms the rate; None if no bank does."""
    for other in others:
        if reason := confirm_rate(sheet, currency, other):
            return OverrideRequest(
                currency,
                held=False,
                reason=reason,
                by={"id": other.bank.id, "name": other.bank.names["en"]},
                at=timestamp(at),
                rate=sheet.stored.sheet.rates[currency].rate,
                only_first=True,
            )
    return None


def _release(commands: SheetCommands, sheet: BankSheet, request: OverrideRequest) -> bool:
    """Whether the release was written. It is not after a correction of the rate, or while other writers are busy."""
    try:
        return commands.override(sheet.bank, sheet.stored.date, request).outcome == "overridden"
    except (Conflict, NotFound):  # no failure: the bank has corrected the rate, so there is nothing to release
        return False
    except Unavailable as error:
        count_swallowed("cross-check-waits", error, source=sheet.bank.id)
        return False
