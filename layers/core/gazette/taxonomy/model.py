"""Categories, and their names in each language."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from gazette.schemas.base import StrictModel
from gazette.text import MAX_SLUG, SLUG, VISIBLE_LINE, normalize_required_line

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=MAX_SLUG)]
Name = Annotated[
    str,
    BeforeValidator(normalize_required_line),
    Field(min_length=1, max_length=200, json_schema_extra={"pattern": VISIBLE_LINE}),
]


class CategoryNames(StrictModel):
    """Names by language. Readers of a language without a name see the name in the site's default language."""

    names: Annotated[dict[str, Name], Field(min_length=1)]


class Editor(StrictModel):
    id: str
    name: str


class Category(CategoryNames):
    slug: Slug
    version: int
    changed_at: str
    changed_by: Editor


class CategoryPage(StrictModel):
    """`next` is the cursor of the next page, or null."""

    items: list[Category]
    next: str | None


class Me(StrictModel):
    """The member of staff who is signed in."""

    id: str
    name: str
    groups: list[str]
