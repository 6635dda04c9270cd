"""Base class of the pydantic models of all nouns."""

from pydantic import BaseModel, ConfigDict


class StrictModel(BaseModel):
    """Base of all models: unknown members are refused, values cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
