"""The front page of a language as editors see it."""

import json
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field

from gazette.articles.fields import Id
from gazette.schemas.base import StrictModel
from gazette.schemas.person import Person
from gazette.schemas.repetitions import refuse_repetitions

MAX_PINS = 10


class Pins(StrictModel):
    """Ids of published articles in the language, in the order of the front page."""

    pins: Annotated[
        tuple[Id, ...],
        Field(max_length=MAX_PINS, json_schema_extra={"uniqueItems": True}),
        AfterValidator(refuse_repetitions),
    ]


class Pin(StrictModel):
    """A pinned article; `unpublish_at` is its planned withdrawal."""

    id: str
    slug: str
    title: str
    published_at: str
    unpublish_at: str | None

    @classmethod
    def from_card(cls, card: str, unpublish_at: str | None) -> Self:
        members: dict[str, Any] = json.loads(card)
        names = ("id", "slug", "title", "published_at")
        return cls(**{name: members[name] for name in names}, unpublish_at=unpublish_at)


class FrontPage(StrictModel):
    """`version` is 0 until somebody has pinned an article."""

    lang: str
    version: int
    pins: list[Pin]
    changed_at: str | None
    changed_by: Person | None
