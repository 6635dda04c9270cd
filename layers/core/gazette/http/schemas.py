"""Base classes of public answers in the OpenAPI document. Public handlers send stored bytes and import no schema."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Item = TypeVar("Item")


class PublicSchema(BaseModel):
    """The docstring of a field is its description."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Page(PublicSchema, Generic[Item]):
    items: list[Item]
    next: str | None
    """Cursor of the next page; null on the last page."""
