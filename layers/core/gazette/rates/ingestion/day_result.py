"""Result of requesting one day from a bank."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass
class DayResult:
    """`outcome` is stored, corrected, unchanged, rejected (a guard refused the sheet) or failed (there is no sheet).

    `silent` means that the bank did not answer at all. `dated` is the sheet's own date, `previous` the date of the
    sheet before it. `mismatched` are currencies whose rates do not fit the bank's own change. `unknown` are
    currencies that are not in iso4217.py, or have a name neither here nor by the bank. `left_out` has the reasons for
    the bank's rows that are no rates, by currency, `new_left_out` those of them that are new since the last reading.
    `lost_currencies` is `{date, reason}` of the next sheet, if that sheet was stored earlier and has too few of this
    sheet's currencies.
    """

    requested_day: date
    outcome: str
    dated: date | None = None
    previous: date | None = None
    reason: str = ""
    silent: bool = False
    revision: int = 0
    held: list[str] = field(default_factory=list)
    mismatched: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    new_left_out: list[str] = field(default_factory=list)
    lost_currencies: dict[str, str] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        return self.outcome in ("stored", "corrected", "unchanged")

    @property
    def new(self) -> bool:
        return self.outcome in ("stored", "corrected")

    @property
    def doubtful(self) -> int:
        """Number of new things in the day that an operator should look at.

        What lasts in sheets in force and upcoming is counted in each run by the cross-check, in the first one too.
        """
        rejected, incomplete = self.outcome == "rejected", bool(self.lost_currencies)
        return rejected + incomplete + len(self.new_left_out) + (len(self.held) + len(self.unknown) if self.new else 0)

    def report(self) -> dict[str, Any]:
        """The members that are not empty, as JSON."""
        members = {
            "asked": self.requested_day.isoformat(),
            "outcome": self.outcome,
            "date": self.dated.isoformat() if self.dated else None,
            "revision": self.revision,
            "reason": self.reason,
            "held": self.held,
            "mismatched": self.mismatched,
            "unknown": self.unknown,
            "left_out": self.left_out,
            "lost_currencies": self.lost_currencies,
        }
        return {name: value for name, value in members.items() if value}
