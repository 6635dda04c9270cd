"""Base classes of the models of public responses.

They are for the OpenAPI document only: public functions send stored bytes and import no file `schemas.py`.
"""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Item = TypeVar("Item")


class PublicSchema(BaseModel):
    """The docstring of a field is its description in the document."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Page(PublicSchema, Generic[Item]):
    items: list[Item]
    next: str | None
    """Cursor of the next page; null on the last page."""


class WholeList(PublicSchema, Generic[Item]):
    items: list[Item]
    next: None
    """Always null: the list has one page."""
