"""The last rate of a currency before a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gazette.rates.keys import LONGEST_GAP
from gazette.rates.model import Rate


@dataclass(frozen=True, eq=False)
class FormerRate:
    """The bank's rate (`published`), the day of its sheet, and the last good rate for one unit if it is held."""

    day: date
    published: Rate
    last_good: Decimal | None = None

    @property
    def served_per_unit(self) -> Decimal:
        """The rate that readers got, for one unit."""
        return self.published.per_unit if self.last_good is None else self.last_good

    def is_comparable_on(self, day: date) -> bool:
        """Whether the rate is recent enough for a comparison with that of a day."""
        return day - self.day <= LONGEST_GAP

    def compute_tick(self, published: Rate) -> Decimal:
        """The smallest step of both rates, for the nominal of `published`.

        It is the finer one: a figure that lost digits must not widen its own tolerance. After a change of the nominal
        it is the coarser one, because the digits of one unit have changed.
        """
        ticks = [_compute_tick(published), _compute_tick(self.published)]
        if published.nominal != self.published.nominal:
            return max(ticks) * published.nominal
        if self.last_good is not None:
            ticks.append(get_last_digit(self.last_good))
        return min(ticks) * published.nominal

    def to_text(self) -> str:
        """`day code number nominal rate last_good`; a dash if the rate is not held. Without the bank's own change."""
        rate = self.published
        last_good = "-" if self.last_good is None else f"{self.last_good:f}"
        return f"{self.day} {rate.currency} {rate.numeric} {rate.nominal} {rate.rate:f} {last_good}"

    @classmethod
    def from_text(cls, text: str) -> FormerRate:
        day, code, numeric, nominal, rate, last_good = text.split(" ")
        published = Rate(code, numeric=numeric, nominal=nominal, rate=Decimal(rate))
        return cls(date.fromisoformat(day), published, None if last_good == "-" else Decimal(last_good))


def get_last_digit(value: Decimal) -> Decimal:
    """One unit of the last digit of a finite number: 0.01 for 36.20."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 (a finite number, by its pattern)
    return Decimal(1).scaleb(exponent)


def _compute_tick(published: Rate) -> Decimal:
    """The smallest step of a published rate, for one unit."""
    return get_last_digit(published.rate) / published.nominal
