"""Categories, and their names in each language."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from gazette.schemas.base import MAX_SLUG, SLUG, Model
from gazette.text import normalize_required_line

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=MAX_SLUG)]
Name = Annotated[
    str,
    BeforeValidator(normalize_required_line),
    StringConstraints(min_length=1, max_length=200),
]


class Naming(Model):
    """Names by language; a reader whose language is not among them gets the default language's."""

    names: Annotated[dict[str, Name], Field(min_length=1)]


class Editor(Model):
    id: str
    name: str


class Category(Naming):
    slug: Slug
    version: int
    changed_at: str
    changed_by: Editor


class CategoryPage(Model):
    """`next` is the cursor of the page that follows, or null."""

    items: list[Category]
    next: str | None


class Me(Model):
    """The member of staff who is signed in."""

    id: str
    name: str
    groups: list[str]
