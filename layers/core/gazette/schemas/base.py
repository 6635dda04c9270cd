"""Base class and patterns of the pydantic models of all nouns."""

from pydantic import BaseModel, ConfigDict

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
"""Pattern of a slug for pydantic's own regular expressions, in which `$` matches the end of the text only."""

MAX_SLUG = 120
"""Characters."""


class StrictModel(BaseModel):
    """Base of all models: unknown members are refused, values cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
