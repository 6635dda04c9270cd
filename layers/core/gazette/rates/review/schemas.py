"""Schemas of the staff routes about one rate: the override that staff send, and the status that they see."""

from dataclasses import asdict
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from gazette.rates.fragments import find_fragment, render_fragment
from gazette.rates.model import Rate
from gazette.rates.public import schemas as public
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.validation.evaluated_sheet import EvaluatedRate
from gazette.rates.validation.overrides import Override, find_redenomination
from gazette.schemas.base import StrictModel
from gazette.text import VISIBLE_LINE, normalize_required_line

_HOLD: dict[str, Any] = {
    "properties": {"held": {"type": "boolean"}, "redenominated": {"type": "null"}},
    "required": ["held"],
}
_MARK: dict[str, Any] = {
    "properties": {"held": {"type": "null"}, "redenominated": {"type": "boolean"}},
    "required": ["redenominated"],
}


class RateOverride(StrictModel):
    """Holds the rate (the last good one is served instead), releases it, or marks a redenomination.

    Exactly one of `held` and `redenominated` is needed. Only staff see the reason.
    """

    model_config = ConfigDict(json_schema_extra={"oneOf": [_HOLD, _MARK]})

    held: StrictBool | None = None
    redenominated: StrictBool | None = Field(
        None,
        description="True if the sheet before has the old money under this code: then no change is calculated from it, "
        "whatever the bank corrects. False takes that back. For the bank's own money, it is so of all rates",
    )
    reason: Annotated[
        str,
        BeforeValidator(normalize_required_line),
        Field(min_length=1, max_length=500, json_schema_extra={"pattern": VISIBLE_LINE}),
    ]
    rate: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,8})?$")] | None = Field(
        None, description="The bank's rate that you saw. If the bank prints another one now, the answer is 409"
    )

    @model_validator(mode="after")
    def _require_one_decision(self) -> Self:
        if (self.held is None) == (self.redenominated is None):
            raise ValueError("exactly one of held and redenominated is needed")
        return self


class OverrideAuthor(StrictModel):
    """A member of staff, or the bank that confirmed the rate."""

    id: str
    name: str


class MadeOverride(StrictModel):
    """`rate`, per `nominal`, is what the bank printed at that time. `counts` is true for the override that applies to
    what it prints now, and for the mark of a redenomination that applies.
    """

    held: bool | None
    redenominated: bool | None
    rate: str
    nominal: int
    reason: str
    by: OverrideAuthor
    at: str
    counts: bool


class PrintedRate(StrictModel):
    """`bank_change` is the bank's own difference to its sheet before."""

    rate: str
    nominal: int
    per_unit: str
    bank_change: str | None


class HeldCandidate(StrictModel, public.Candidate):
    pass


class ServedRate(StrictModel, public.Rate):
    """The rate as readers get it."""

    candidate: HeldCandidate | None = None
    """Only of a held rate."""


class RateStatus(StrictModel):
    """One rate of a sheet: what is served, what the bank printed, and all overrides, the oldest first."""

    source: str
    date: str
    currency: str
    revision: int
    served: ServedRate
    printed: PrintedRate
    redenominated: bool
    """True if an operator marked that the sheet before has old money under this code."""
    decisions: list[MadeOverride]


def build_rate_status(stored: StoredSheet, currency: str) -> RateStatus:
    """The status of one rate of a sheet, or of the bank's own money. Raises `CurrencyNotFound` if there is none."""
    published = stored.get_rate(currency)
    effective = (stored.find_override(currency), find_redenomination(stored.overrides, currency))
    return RateStatus(
        source=stored.source,
        date=stored.date.isoformat(),
        currency=currency,
        revision=stored.revision,
        served=ServedRate.model_validate_json(
            find_fragment(stored.view, currency) or render_fragment(EvaluatedRate(published))
        ),
        printed=_build_printed(published),
        redenominated=currency in stored.redenominated,
        decisions=[_build_override(made, effective) for made in stored.overrides if made.currency == currency],
    )


def _build_printed(published: Rate) -> PrintedRate:
    return PrintedRate(
        rate=f"{published.rate:f}",
        nominal=published.nominal,
        per_unit=f"{published.per_unit:f}",
        bank_change=None if published.bank_change is None else f"{published.bank_change:f}",
    )


def _build_override(override: Override, effective: tuple[Override | None, ...]) -> MadeOverride:
    members = asdict(override) | {"counts": any(override is one for one in effective)}
    return MadeOverride.model_validate({name: members[name] for name in MadeOverride.model_fields})
