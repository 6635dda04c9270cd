"""Overrides of one rate of a sheet: who held or released it or marked a redenomination, and how long that applies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from gazette.encoding import compact_json
from gazette.rates.model import Rate


@dataclass(frozen=True)
class Override:
    """Holds or releases a rate, or marks a redenomination, or takes that mark back. Only one of the two is not None.

    `redenominated` means that the sheet before has old money, and this sheet new money under the same code. `rate`, per
    `nominal` and with the bank's digits, is what the bank had published then. A hold or release applies to that rate
    only, a mark to the sheet, whatever the bank's rate. `by` is `{id, name}` of a person or of a bank. `by` and
    `reason` are not public.
    """

    currency: str
    held: bool | None
    rate: str
    nominal: int
    reason: str
    by: dict[str, str]
    at: str
    redenominated: bool | None = None

    def applies_to(self, published: Rate) -> bool:
        """Whether it holds or releases a rate, and the bank's published rate is still that one."""
        return (
            self.held is not None
            and published.currency == self.currency
            and Decimal(self.rate) * published.nominal == published.rate * self.nominal
        )


@dataclass(frozen=True)
class OverrideRequest:
    """A request to hold or to release a rate, or to mark a redenomination; see `Override`.

    `rate` is the rate that the author of the request saw, None if unknown. With `only_first` the request has no effect
    if another override of that rate applies already.
    """

    currency: str
    held: bool | None
    reason: str
    by: dict[str, str]
    at: str
    rate: Decimal | None = None
    only_first: bool = False
    redenominated: bool | None = None

    def to_override(self, published: Rate) -> Override:
        return Override(
            self.currency,
            self.held,
            f"{published.rate:f}",
            published.nominal,
            self.reason,
            self.by,
            self.at,
            self.redenominated,
        )

    def find_current(self, overrides: Sequence[Override], published: Rate) -> Override | None:
        """The override that applies now, of the same kind as the request."""
        if self.redenominated is None:
            return find_effective_override(overrides, published)
        return find_redenomination(overrides, self.currency)

    def is_redundant(self, current: Override | None) -> bool:
        """Whether the override that applies now makes this request needless, or there is no mark to take back."""
        if current is None:
            return self.redenominated is False
        same = (current.held, current.redenominated, current.reason) == (self.held, self.redenominated, self.reason)
        return self.only_first or same


def find_effective_override(overrides: Sequence[Override], published: Rate) -> Override | None:
    """The latest hold or release of the published rate. `overrides` are ordered by time, the oldest first."""
    return next((override for override in reversed(overrides) if override.applies_to(published)), None)


def find_redenomination(overrides: Sequence[Override], currency: str) -> Override | None:
    """The latest mark of a currency, also one that takes a mark back."""
    marks = (made for made in reversed(overrides) if made.currency == currency and made.redenominated is not None)
    return next(marks, None)


def list_redenominated(overrides: Sequence[Override]) -> frozenset[str]:
    """Currencies, or the bank's own money, that are marked as redenominated between the sheet before and this one."""
    latest = {made.currency: made.redenominated for made in overrides if made.redenominated is not None}
    return frozenset(currency for currency, marked in latest.items() if marked)


def dump_overrides(overrides: Iterable[Override]) -> str:
    """JSON list, the oldest first, without members that are None."""
    members = (asdict(override).items() for override in overrides)
    return compact_json([{name: value for name, value in pairs if value is not None} for pairs in members])


def load_overrides(text: str) -> tuple[Override, ...]:
    return tuple(Override(**{"held": None, **members}) for members in json.loads(text))
