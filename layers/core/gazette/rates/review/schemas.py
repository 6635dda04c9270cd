"""What staff send to hold or release a rate, and what they see of it. Pure."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

from gazette.rates.public.schemas import Candidate, Rate
from gazette.text import some_line


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RateDecision(Model):
    """Hold the rate (the last good one is served in its place), or release it. The reason is for other staff."""

    held: StrictBool
    reason: Annotated[str, BeforeValidator(some_line), StringConstraints(min_length=1, max_length=500)]
    rate: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,8})?$")] | None = Field(
        None, description="What the bank printed when you decided; where it prints another by now, the answer is 409"
    )


class Decider(Model):
    """A member of staff, or the bank that confirmed the rate."""

    id: str
    name: str


class DecisionMade(Model):
    """`rate` per `nominal` is what the bank printed then; `counts` for the last one made on what it prints now."""

    held: bool
    rate: str
    nominal: int
    reason: str
    by: Decider
    at: str
    counts: bool


class PrintedRate(Model):
    """`bank_change` is the bank's own difference to its sheet before."""

    rate: str
    nominal: int
    per_unit: str
    bank_change: str | None


class HeldCandidate(Model, Candidate):
    pass


class ServedRate(Model, Rate):
    """The rate as readers get it."""

    candidate: HeldCandidate | None = None
    """Only of a held rate."""


class RateStanding(Model):
    """One rate of a sheet: what is served, what the bank printed, and what was ever decided, the oldest first."""

    source: str
    date: str
    currency: str
    revision: int
    served: ServedRate
    printed: PrintedRate
    decisions: list[DecisionMade]
