"""Categories, tags and authors, the terms by which articles are found, with their names in each language."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictInt, StringConstraints

from gazette.schemas.base import StrictModel
from gazette.schemas.person import Person
from gazette.text import MAX_SLUG, PROSE, SLUG, VISIBLE_LINE, normalize_prose, normalize_required_line

MAX_TEXT = 2_000
"""Characters of an author's text in one language."""
MAX_ORDER = 9_999

Kind = Literal["category", "tag", "author"]

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=MAX_SLUG)]
Name = Annotated[
    str,
    BeforeValidator(normalize_required_line),
    Field(min_length=1, max_length=200, json_schema_extra={"pattern": VISIBLE_LINE}),
]
Text = Annotated[
    str,
    BeforeValidator(normalize_prose),
    Field(min_length=1, max_length=MAX_TEXT, json_schema_extra={"pattern": PROSE}),
]
Names = Annotated[dict[str, Name], Field(min_length=1)]
Texts = dict[str, Text]
Order = Annotated[StrictInt, Field(ge=0, le=MAX_ORDER)]


class Term(StrictModel):
    """A category, tag or author as it is stored.

    `order` is for categories, `text`, `picture` (an id) and `image` (what readers see of the picture) are for authors.
    A tag is `unpublished` until an article with it is published. A term that was merged has `merged_into`, the slug
    of the other one; that one has all such slugs in `merged`. `search` are the texts under which a tag is found, None
    for a tag of an earlier version of this system, which had none.
    """

    kind: Kind
    slug: str
    names: dict[str, str]
    order: int = 0
    text: dict[str, str] = Field(default_factory=dict)
    picture: str | None = None
    image: str | None = None
    unpublished: bool = False
    merged: tuple[str, ...] = ()
    merged_into: str | None = None
    search: tuple[str, ...] | None = None
    version: int
    changed_at: str | None = None
    changed_by: Person | None = None
