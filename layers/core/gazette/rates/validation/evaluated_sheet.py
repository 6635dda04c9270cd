"""An evaluated rate and an evaluated sheet, as `evaluate` returns them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gazette.rates.model import Rate, Sheet
from gazette.rates.percent import percent_change
from gazette.rates.validation.former_rate import FormerRate
from gazette.rates.validation.jump import Figure, quantize_like


class EvaluatedRate:
    """One currency as Gazette serves it: the bank's rate or, while that rate is held, the last good rate.

    The last good rate is the last rate of the currency that was not held. `change` and `percent` always compare the
    bank's rate (`published`), also while it is held. Both are None if there is no sheet before this one, if that sheet
    lacks the currency, and across a redenomination. `differs` is true if the bank published another change,
    `mismatch` if that change also does not fit the bank's own rates of two consecutive sheets: one of the bank's
    figures is wrong.
    """

    __slots__ = ("change", "differs", "last_good", "mismatch", "percent", "previous", "published")

    def __init__(
        self,
        published: Rate,
        *,
        previous: Figure | None = None,
        former: Figure | None = None,
        last_good: Figure | None = None,
    ) -> None:
        """`previous` is the rate that the change is computed from, `former` the one that the bank published before.

        `former` is None if a sheet between the two may be missing. If `last_good` is given, it is served instead of the
        bank's rate.
        """
        self.published, self.previous, self.last_good = published, previous, last_good
        self.change = self.percent = None
        self.differs = self.mismatch = False
        if previous is not None:
            before = previous.per(published.nominal)
            change = published.rate - before
            self.change = quantize_like(published.rate, change)
            self.percent = percent_change(change, before)
            self.differs = published.bank_change is not None and published.bank_change != change
            self.mismatch = self.differs and former is not None and not _fits(published, former)

    @property
    def rate(self) -> Decimal:
        """The served rate, per nominal."""
        return self.last_good.per(self.published.nominal) if self.last_good else self.published.rate

    @property
    def per_unit(self) -> Decimal:
        """The served rate, for one unit."""
        return (self.last_good or self.published).per_unit

    @property
    def held(self) -> bool:
        return self.last_good is not None


class EvaluatedSheet:
    """A sheet, and what the evaluation of the next sheet needs.

    `last_good` has the last good rate of each held currency, as the bank printed it. `absent` has the last rate of each
    currency that this sheet lacks and an earlier sheet has, up to LONGEST_GAP before. `changed_from` has the rate, for
    one unit, that the change of a currency is computed from, if the sheet before holds that currency.
    """

    __slots__ = ("absent", "changed_from", "last_good", "sheet")

    def __init__(
        self,
        sheet: Sheet,
        last_good: dict[str, Figure],
        absent: Mapping[str, FormerRate] | None = None,
        changed_from: dict[str, Decimal] | None = None,
    ) -> None:
        self.sheet, self.last_good, self.absent = sheet, last_good, dict(absent or {})
        self.changed_from = changed_from or {}

    def list_former_rates(self) -> dict[str, FormerRate]:
        """The last rate of each currency, for the next sheet."""
        own = {
            code: FormerRate(self.sheet.date, rate, self.last_good.get(code)) for code, rate in self.sheet.rates.items()
        }
        return {**self.absent, **own}


def _fits(published: Rate, former: Figure) -> bool:
    """Whether the bank's own change is the one from its rate before."""
    return published.bank_change == published.rate - former.per(published.nominal)
