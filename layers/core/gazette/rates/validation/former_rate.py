"""The last rate of a currency before a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gazette.rates.keys import LONGEST_GAP
from gazette.rates.model import Rate
from gazette.rates.validation.jump import Figure, get_last_digit


@dataclass(frozen=True, eq=False)
class FormerRate:
    """The bank's rate (`published`), the day of its sheet, and the last good rate if it is held."""

    day: date
    published: Rate
    last_good: Figure | None = None

    @property
    def printed(self) -> Figure:
        return Figure(self.published.rate, self.published.nominal)

    @property
    def served(self) -> Figure:
        """The rate that readers got."""
        return self.last_good or self.printed

    def is_comparable_on(self, day: date) -> bool:
        """Whether the rate is recent enough for a comparison with that of a day."""
        return day - self.day <= LONGEST_GAP

    def compute_step(self, published: Rate, decimals: int) -> Decimal:
        """One unit of the last digit of the figures. `decimals` is the least number that the bank prints.

        A figure with fewer digits than another one, or than the bank prints, has lost them or has zeros in their place.
        In both cases they must not widen its tolerance.
        """
        figures = [published.rate, self.published.rate, self.served.rate]
        return min(Decimal(1).scaleb(-decimals), *map(get_last_digit, figures))

    def to_text(self) -> str:
        """`day code number nominal rate last_good`; a dash if the rate is not held. Without the bank's own change."""
        rate = self.published
        last_good = self.last_good.to_text() if self.last_good else "-"
        return f"{self.day} {rate.currency} {rate.numeric} {rate.nominal} {rate.rate:f} {last_good}"

    @classmethod
    def from_text(cls, text: str) -> FormerRate:
        day, code, numeric, nominal, rate, last_good = text.split(" ")
        published = Rate(code, numeric=numeric, nominal=nominal, rate=Decimal(rate))
        return cls(date.fromisoformat(day), published, None if last_good == "-" else Figure.from_text(last_good))
