"""Decides whether a rate has moved further than its limit and the digits of its figures explain."""

from __future__ import annotations

from decimal import Decimal

ALLOWED_TICKS = 3
"""A rate may always move by so many of its smallest steps: for "0.09" one step is 11 %."""


class Figure:
    """A rate as a bank printed it: `rate` for `nominal` units, with the bank's digits."""

    __slots__ = ("nominal", "rate")

    def __init__(self, rate: Decimal, nominal: int) -> None:
        self.rate, self.nominal = rate, nominal

    @property
    def per_unit(self) -> Decimal:
        return self.rate / self.nominal

    def per(self, nominal: int) -> Decimal:
        """The rate for `nominal` units, with the figure's own number of decimals if they suffice."""
        return quantize_like(self.rate, self.rate * nominal / self.nominal)

    def to_text(self) -> str:
        """`0.09/10`; without the nominal if that is 1."""
        return f"{self.rate:f}" if self.nominal == 1 else f"{self.rate:f}/{self.nominal}"

    @classmethod
    def from_text(cls, text: str) -> Figure:
        rate, _, nominal = text.partition("/")
        return cls(Decimal(rate), int(nominal or 1))


def has_jumped(new: Figure, old: Figure, step: Decimal, limit: int) -> bool:
    """Whether a rate has moved by more than `limit` percent of the old one, and by more than ALLOWED_TICKS.

    `step` is one unit of the last digit of both figures, each for its own nominal. After a change of the nominal the
    figure for fewer units is the coarser one: it stands for every rate that rounds to it, and the one nearest to the
    other figure is compared.
    """
    # Multiplied by both nominals, so that nothing is divided and rounded.
    after, before = new.rate * old.nominal, old.rate * new.nominal
    if new.nominal > old.nominal:
        before = _find_nearest(after, before, step * new.nominal / 2)
    elif new.nominal < old.nominal:
        after = _find_nearest(before, after, step * old.nominal / 2)
    change = abs(after - before)
    return change * 100 > limit * before and change > ALLOWED_TICKS * step * min(new.nominal, old.nominal)


def get_last_digit(value: Decimal) -> Decimal:
    """One unit of the last digit of a finite number: 0.01 for 36.20."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 (a finite number, by its pattern)
    return Decimal(1).scaleb(exponent)


def quantize_like(like: Decimal, value: Decimal) -> Decimal:
    """`value` with as many decimals as `like`, or unchanged if that would round it."""
    rounded = value.quantize(get_last_digit(like))
    return rounded if rounded == value else value


def _find_nearest(value: Decimal, center: Decimal, reach: Decimal) -> Decimal:
    """The number nearest to `value` that is at most `reach` from `center`."""
    return min(max(value, center - reach), center + reach)
