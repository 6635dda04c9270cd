"""What was decided about one rate of a sheet, by whom, and how long that counts. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from gazette.rates.model import Rate


@dataclass(frozen=True)
class Override:
    """To hold a rate, or to release it. It was made on what the bank printed: `rate` per `nominal`, in its digits.

    `by` is `{id, name}` of a person or of a bank. Neither that nor the reason is public.
    """

    currency: str
    held: bool
    rate: str
    nominal: int
    reason: str
    by: dict[str, str]
    at: str

    def about(self, row: Rate) -> bool:
        """Whether the bank still prints what it was made on."""
        return row.currency == self.currency and Decimal(self.rate) * row.nominal == row.rate * self.nominal


@dataclass(frozen=True)
class OverrideRequest:
    """A decision that is to be made. `rate` is what the bank printed when it was thought of, where that is known; one
    that is `first` counts only where nobody has decided about that rate yet."""

    currency: str
    held: bool
    reason: str
    by: dict[str, str]
    at: str
    rate: Decimal | None = None
    first: bool = False

    def on(self, row: Rate) -> Override:
        return Override(self.currency, self.held, f"{row.rate:f}", row.nominal, self.reason, self.by, self.at)

    def made_by(self, decided: Override | None) -> bool:
        """Whether what counts already leaves nothing to decide."""
        return decided is not None and (self.first or (decided.held, decided.reason) == (self.held, self.reason))


def effective_override(decisions: Sequence[Override], row: Rate) -> Override | None:
    """The last one that was made on the rate that the bank prints."""
    return next((decision for decision in reversed(decisions) if decision.about(row)), None)


def dump_overrides(decisions: Iterable[Override]) -> str:
    """JSON list, the oldest first."""
    return json.dumps([asdict(decision) for decision in decisions], ensure_ascii=False, separators=(",", ":"))


def load_overrides(text: str) -> tuple[Override, ...]:
    return tuple(Override(**members) for members in json.loads(text))
