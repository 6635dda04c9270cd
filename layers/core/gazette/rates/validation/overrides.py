"""Overrides of one rate of a sheet: who held or released the rate, and for how long that applies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from gazette.encoding import compact_json
from gazette.rates.model import Rate


@dataclass(frozen=True)
class Override:
    """Holds or releases a rate. `rate`, per `nominal` and with the bank's digits, is what the bank had published then.

    `by` is `{id, name}` of a person or of a bank. `by` and `reason` are not public.
    """

    currency: str
    held: bool
    rate: str
    nominal: int
    reason: str
    by: dict[str, str]
    at: str

    def applies_to(self, published: Rate) -> bool:
        """Whether the bank's published rate is still the one that was overridden."""
        return (
            published.currency == self.currency
            and Decimal(self.rate) * published.nominal == published.rate * self.nominal
        )


@dataclass(frozen=True)
class OverrideRequest:
    """A request to hold or to release a rate.

    `rate` is the rate that the author of the request saw, None if unknown. With `only_first` the request has no effect
    if another override of that rate applies already.
    """

    currency: str
    held: bool
    reason: str
    by: dict[str, str]
    at: str
    rate: Decimal | None = None
    only_first: bool = False

    def to_override(self, published: Rate) -> Override:
        return Override(
            self.currency, self.held, f"{published.rate:f}", published.nominal, self.reason, self.by, self.at
        )

    def is_redundant(self, current: Override | None) -> bool:
        """Whether the override that applies now makes this request needless."""
        return current is not None and (self.only_first or (current.held, current.reason) == (self.held, self.reason))


def find_effective_override(overrides: Sequence[Override], published: Rate) -> Override | None:
    """The latest override of the published rate. `overrides` are ordered by time, the oldest first."""
    return next((override for override in reversed(overrides) if override.applies_to(published)), None)


def dump_overrides(overrides: Iterable[Override]) -> str:
    """JSON list, the oldest first."""
    return compact_json([asdict(override) for override in overrides])


def load_overrides(text: str) -> tuple[Override, ...]:
    return tuple(Override(**members) for members in json.loads(text))
