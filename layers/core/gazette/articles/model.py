"""An article as its editors write and see it: fields, limits, status. Pure; how it changes is in `lifecycle`."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    computed_field,
    model_validator,
)

from gazette.articles.body.limits import body_text
from gazette.text import normalize_line

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
"""Pydantic's own expressions: `$` is the end of the text, not a line feed before it."""

RESERVED_SLUGS = frozenset(
    {
        *("related", "rates", "feeds", "feed", "search", "home", "changes", "channels", "subscriptions", "subscribe"),
        *("category", "categories", "tag", "tags", "author", "authors", "archive", "assets", "media", "sitemap"),
    }
)
"""Words that mean something in an address beside articles, now or soon."""


def _slug(value: Any) -> Any:
    if isinstance(value, str) and value in RESERVED_SLUGS:
        raise ValueError("this word is reserved")
    return normalize_line(value)


def _tag(value: Any) -> Any:
    return {"slug": value} if isinstance(value, str) else value


AnySlug = Annotated[str, Field(max_length=120, pattern=SLUG)]
Id = Annotated[str, Field(min_length=1, max_length=26)]
UpTo200 = Annotated[Annotated[str, Field(max_length=200)] | None, BeforeValidator(normalize_line)]
UpTo300 = Annotated[Annotated[str, Field(max_length=300)] | None, BeforeValidator(normalize_line)]
UpTo1000 = Annotated[Annotated[str, Field(max_length=1000)] | None, BeforeValidator(normalize_line)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Byline(Model):
    """Either a known author by slug, or only a name; the role (title, office) is this article's own."""

    slug: AnySlug | None = None
    name: UpTo200 = None
    role: UpTo300 = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.slug is None) == (self.name is None):
            raise ValueError("an author has either a slug or a name")
        return self


class Tag(Model):
    """`name` is used where the tag does not exist yet in the article's language."""

    slug: AnySlug
    name: UpTo200 = None


TagOrSlug = Annotated[Tag, BeforeValidator(_tag, json_schema_input_type=Tag | str)]


class Draft(Model):
    """What an editor sends. Only `lang` is needed to save; title and body are needed to publish."""

    lang: Annotated[str, Field(max_length=35)]
    title: UpTo300 = None
    slug: Annotated[AnySlug | None, BeforeValidator(_slug)] = None
    dek: UpTo1000 = None
    dateline: UpTo200 = None
    format: Literal["markdown", "html"] = "markdown"
    body: Annotated[str | None, BeforeValidator(body_text)] = None
    authors: Annotated[tuple[Byline, ...], Field(max_length=10)] = ()
    categories: Annotated[tuple[AnySlug, ...], Field(max_length=5)] = ()
    tags: Annotated[tuple[TagOrSlug, ...], Field(max_length=20)] = ()
    translation_of: Id | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        """A repeated category, tag or known author would be one card twice in one listing."""
        for noun, slugs in (
            ("category", self.categories or ()),
            ("tag", [tag.slug for tag in self.tags or ()]),
            ("author", [author.slug for author in self.authors or () if author.slug]),
        ):
            if len(set(slugs)) < len(slugs):
                raise ValueError(f"a {noun} is given twice")
        return self


class Person(Model):
    """A member of staff, or the clock."""

    id: str
    name: str


class Correction(Model):
    at: str
    note: str


Status = Literal["draft", "scheduled", "published", "withdrawn", "binned"]


class Summary(Model):
    """What a list of the editors shows. Times are RFC 3339 texts in UTC."""

    id: str
    lang: str
    title: str | None = None
    version: int
    published_version: int | None = None
    """The version that readers see; None while they see none."""
    has_changes: bool = False
    """Whether something was saved since it was published."""
    publish_at: str | None = None
    unpublish_at: str | None = None
    schedule_error: str | None = None
    """Why the clock could not publish it; the next save or schedule clears it."""
    binned_at: str | None = None
    purge_at: str | None = None
    story: str
    """The id that its translations share."""
    published_at: str | None = None
    """When it was published first; it never changes."""
    updated_at: str | None = None
    created_at: str
    created_by: Person
    changed_at: str
    changed_by: Person

    @computed_field  # type: ignore[prop-decorator]
    @property
    def status(self) -> Status:
        if self.binned_at:
            return "binned"
        if self.published_version is not None:
            return "published"
        if self.publish_at:
            return "scheduled"
        return "withdrawn" if self.published_at else "draft"

    @property
    def due_at(self) -> str | None:
        """When the clock has something to do with it: the earliest of publication, withdrawal and purge."""
        if self.binned_at:
            return self.purge_at
        times = (
            self.publish_at if self.schedule_error is None else None,
            self.unpublish_at if self.published_version is not None else None,
        )
        return min((time for time in times if time), default=None)


class Article(Summary, Draft):
    """A draft with all that the server keeps about it."""

    corrections: tuple[Correction, ...] = ()

    @property
    def draft(self) -> Draft:
        return Draft.model_construct(**{name: getattr(self, name) for name in Draft.model_fields})

    @property
    def summary(self) -> Summary:
        return Summary.model_construct(**{name: getattr(self, name) for name in Summary.model_fields})


class Changes(Draft):
    """A JSON merge patch (RFC 7396) of a draft: absent members stay, null clears, lists are replaced whole."""

    lang: Annotated[str, Field(max_length=35)] = ""
    format: Literal["markdown", "html"] | None = None  # type: ignore[assignment]
    authors: Annotated[tuple[Byline, ...] | None, Field(max_length=10)] = None  # type: ignore[assignment]
    categories: Annotated[tuple[AnySlug, ...] | None, Field(max_length=5)] = None  # type: ignore[assignment]
    tags: Annotated[tuple[TagOrSlug, ...] | None, Field(max_length=20)] = None  # type: ignore[assignment]


class PublishOptions(Model):
    """How to publish. `minor` leaves `updated_at` as it is; `correction` is added to the article's list for readers."""

    minor: StrictBool = False
    correction: UpTo1000 = None


class Withdrawal(Model):
    """`note` is public. `redirect_to` is the id of the published article that readers are sent to instead."""

    note: UpTo1000 = None
    redirect_to: Id | None = None


_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _rfc3339(value: Any) -> Any:
    if isinstance(value, int | float) or (isinstance(value, str) and not _RFC3339.fullmatch(value)):
        raise ValueError("a time has its offset, such as 2025-12-18T09:00:00+05:00 or 2025-12-18T04:00:00Z")
    return value


def _in_calendar(time: datetime | None) -> datetime | None:
    """In UTC and rounded up it is still a time."""
    try:
        if time is not None:
            time.astimezone(UTC) + timedelta(seconds=1)
    except OverflowError:
        raise ValueError("there is no such time in UTC") from None
    return time


Moment = Annotated[AwareDatetime | None, BeforeValidator(_rfc3339), AfterValidator(_in_calendar)]


class Schedule(Model):
    """When the clock shall publish the last save, and when withdraw it. What is absent is not planned."""

    publish_at: Moment = None
    unpublish_at: Moment = None
