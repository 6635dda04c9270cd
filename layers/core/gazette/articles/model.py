"""An article as its editors write and see it. The rules of its changes are in the room `lifecycle`."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictBool, computed_field, model_validator

from gazette.articles.fields import (
    AnySlug,
    ArticleSlug,
    Body,
    Id,
    OwnText500,
    OwnText1000,
    PageOrder,
    TelegramText,
    UpTo200,
    UpTo300,
    UpTo500,
    UpTo1000,
)
from gazette.articles.kinds import Kind, Label
from gazette.schemas.base import StrictModel
from gazette.schemas.moments import StoredMoment
from gazette.schemas.person import Person
from gazette.schemas.repetitions import find_repetitions, raise_repetitions
from gazette.text import VISIBLE_LINE, normalize_required_line

_TEXT: dict[str, Any] = {"type": "string"}
_NULL: dict[str, Any] = {"type": "null"}
_NAMED: dict[str, Any] = {
    "properties": {"name": {**_TEXT, "pattern": VISIBLE_LINE}, "slug": _NULL},
    "required": ["name"],
}
_KNOWN: dict[str, Any] = {"properties": {"slug": _TEXT, "name": _NULL}, "required": ["slug"]}


class Byline(StrictModel):
    """Either a known author by slug, or only a name. The role (title, office) belongs to this article."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [_NAMED, _KNOWN]})

    slug: AnySlug | None = None
    name: UpTo200 = None
    role: UpTo300 = None

    @model_validator(mode="after")
    def _require_slug_or_name(self) -> Self:
        if (self.slug is None) == (self.name is None):
            raise ValueError("an author has either a slug or a name")
        return self


class Tag(StrictModel):
    """`name` is used if the tag does not exist yet in the article's language."""

    slug: AnySlug
    name: UpTo200 = None


def _tag_from_slug(value: Any) -> Any:
    return {"slug": value} if isinstance(value, str) else value


TagOrSlug = Annotated[Tag, BeforeValidator(_tag_from_slug, json_schema_input_type=Tag | AnySlug)]


UNIQUE: dict[str, Any] = {"uniqueItems": True}

MAX_CORRECTIONS = 50
"""Corrections of an article. They are in its view, its draft, and in the stored response to an Idempotency-Key."""

CorrectionNote = Annotated[
    str,
    BeforeValidator(normalize_required_line),
    Field(min_length=1, max_length=1000, json_schema_extra={"pattern": VISIBLE_LINE}),
]


class Correction(StrictModel):
    """What was corrected, for readers. `at` is the time of the publication that added it, and never changes."""

    at: str
    note: CorrectionNote


class ImageUse(StrictModel):
    """The lead picture of an article. A text replaces that of the picture; an empty text shows none."""

    media: Id
    alt: OwnText500 = None
    caption: OwnText1000 = None
    credit: OwnText500 = None


class Seo(StrictModel):
    """Title and description for search engines, in place of the article's title and dek."""

    title: UpTo300 = None
    description: UpTo500 = None


def _drop_empty_seo(seo: Seo | None) -> Seo | None:
    return seo if seo and (seo.title or seo.description) else None


class Draft(StrictModel):
    """What an editor sends. Only `lang` is needed to save; title and body are needed to publish."""

    lang: Annotated[str, Field(max_length=35)]
    kind: Kind = "news"
    """A `page` (about, contact, imprint, privacy) is in no list, feed or mail. Fixed by the first publication."""
    order: PageOrder = None
    """Place of a page in the foot of the site, from 0. Pages without it come last."""
    label: Label | None = None
    """What sort of journalism it is, or that somebody paid for it. Readers see it with the title."""
    title: UpTo300 = None
    slug: ArticleSlug = None
    dek: UpTo1000 = None
    dateline: UpTo200 = None
    format: Literal["markdown", "html"] = "markdown"
    body: Body = None
    authors: Annotated[tuple[Byline, ...], Field(max_length=10)] = ()
    categories: Annotated[tuple[AnySlug, ...], Field(max_length=5, json_schema_extra=UNIQUE)] = ()
    tags: Annotated[tuple[TagOrSlug, ...], Field(max_length=20, json_schema_extra=UNIQUE)] = ()
    image: ImageUse | None = None
    breaking_until: StoredMoment = None
    seo: Annotated[Seo | None, AfterValidator(_drop_empty_seo)] = None
    telegram: TelegramText = None
    """The post in the Telegram channel: its own text, or `false` for none. Readers of the article do not see it."""
    translation_of: Id | None = None
    corrections: Annotated[tuple[Correction, ...], Field(max_length=MAX_CORRECTIONS)] = ()
    """Publications add them; a change may word them anew or leave them out."""

    @model_validator(mode="after")
    def _refuse_repetitions(self) -> Self:
        """A repeated category, tag or known author would put the card into one listing twice."""
        errors = [
            *find_repetitions(self.categories or (), "categories"),
            *find_repetitions([tag.slug for tag in self.tags or ()], "tags"),
            *find_repetitions([author.slug for author in self.authors or ()], "authors"),
        ]
        raise_repetitions(errors)
        return self


Status = Literal["draft", "scheduled", "published", "withdrawn", "binned"]
Shelf = Literal["draft", "submitted", "scheduled", "published", "withdrawn", "binned"]
"""A status, or `submitted` for a draft or a withdrawn article that waits for an editor."""


class PlannedOptions(StrictModel):
    """How the scheduler publishes. `minor` leaves `updated_at` as it is, unless there is a correction. `correction` is
    added to the article's list for readers. `alert` asks for a mail to the readers of the list `breaking`."""

    minor: StrictBool = False
    correction: UpTo1000 = None
    alert: StrictBool | None = None


class Review(StrictModel):
    """The last time that the draft was handed in to the editors, or returned to its author. Readers never see it."""

    action: Literal["submitted", "returned"]
    at: str
    by: Person
    note: str | None = None


class Summary(StrictModel):
    """An article in the lists of editors. Times are RFC 3339 texts in UTC."""

    id: str
    lang: str
    kind: Kind = "news"
    title: str | None = None
    authors: tuple[Byline, ...] = ()
    categories: tuple[str, ...] = ()
    image: ImageUse | None = None
    version: int
    published_version: int | None = None
    """The version that readers see; None if the article is not published."""
    has_changes: bool = False
    """Whether the article was saved after its last publication."""
    publish_at: str | None = None
    unpublish_at: str | None = None
    publish_options: PlannedOptions | None = None
    """How the scheduler publishes at `publish_at`."""
    review: Review | None = None
    """Cleared by a publication."""
    schedule_error: str | None = None
    """Why the scheduler could not publish the article; the next save clears it together with the plan."""
    binned_at: str | None = None
    purge_at: str | None = None
    story: str
    """The id that all translations of the article share."""
    published_at: str | None = None
    """Time of the first publication; it never changes."""
    updated_at: str | None = None
    media: tuple[str, ...] = ()
    """Ids of the pictures in the last save: the lead picture and those of the body."""
    published_media: tuple[str, ...] = ()
    """Ids of the pictures that readers see in the article."""
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

    @computed_field  # type: ignore[prop-decorator]
    @property
    def submitted_at(self) -> str | None:
        """Since when the draft has waited for an editor; None if it does not wait."""
        return self.review.at if self.review and self.review.action == "submitted" else None

    @property
    def shelf(self) -> Shelf:
        return "submitted" if self.submitted_at and self.status in ("draft", "withdrawn") else self.status

    @property
    def due_at(self) -> str | None:
        """Time of the scheduler's next task for the article (publication, withdrawal or purge); None without a task."""
        if self.binned_at:
            return self.purge_at
        times = (
            self.publish_at if self.schedule_error is None else None,
            self.unpublish_at if self.published_version is not None else None,
        )
        return min((time for time in times if time), default=None)


class Article(Summary, Draft):
    """A draft with everything that the server stores about it."""

    @property
    def draft(self) -> Draft:
        return Draft.model_construct(**{name: getattr(self, name) for name in Draft.model_fields})

    @property
    def summary(self) -> Summary:
        return Summary.model_construct(**{name: getattr(self, name) for name in Summary.model_fields})


COMPUTED = {"status", "submitted_at"}
"""Members of an article that follow from the others, and are not stored."""
