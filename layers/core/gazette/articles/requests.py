"""Request bodies: changes, publication, withdrawal, schedule and review of an article."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool, model_validator

from gazette.articles.fields import AnySlug, Id, Note, RequiredNote, UpTo1000
from gazette.articles.kinds import Kind
from gazette.articles.model import (
    MAX_CORRECTIONS,
    UNIQUE,
    Byline,
    Correction,
    Draft,
    PlannedOptions,
    Seo,
    TagOrSlug,
)
from gazette.schemas.base import StrictModel
from gazette.schemas.moments import Moment

SomeCategories = Annotated[tuple[AnySlug, ...] | None, Field(max_length=5, json_schema_extra=UNIQUE)]
SomeTags = Annotated[tuple[TagOrSlug, ...] | None, Field(max_length=20, json_schema_extra=UNIQUE)]
SomeCorrections = Annotated[tuple[Correction, ...] | None, Field(max_length=MAX_CORRECTIONS)]


class Changes(Draft):
    """A JSON merge patch (RFC 7396) of a draft: absent members stay, null clears.

    Lists are replaced whole, and so is `image`, because its texts belong to one picture. `corrections` keeps those of
    the article that it lists, by their `at`, with new notes or the same.
    """

    lang: Annotated[str, Field(max_length=35)] = ""
    kind: Kind | None = None  # type: ignore[assignment]
    format: Literal["markdown", "html"] | None = None  # type: ignore[assignment]
    authors: Annotated[tuple[Byline, ...] | None, Field(max_length=10)] = None  # type: ignore[assignment]
    categories: SomeCategories = None  # type: ignore[assignment]
    tags: SomeTags = None  # type: ignore[assignment]
    seo: Seo | None = None
    corrections: SomeCorrections = None  # type: ignore[assignment]


class PublishOptions(PlannedOptions):
    """How to publish. `correction` is added to the article's list for readers. `minor` leaves `updated_at` as it is,
    unless there is a correction.

    `silent` marks the event of the publication: nothing announces it to readers. `alert` asks for a mail to the readers
    of the list `breaking`: two minutes later, once for each article, if it is still published then. Until then a
    publication with `alert: false`, or a withdrawal, takes it back; a publication without `alert` does not.

    `published_at` is a past time of the first publication, for an article that comes from another system: readers see
    it, and the publication is silent. It needs the group `admin`.
    """

    silent: StrictBool = False
    published_at: Moment = None

    @property
    def is_silent(self) -> bool:
        return self.silent or self.published_at is not None

    @model_validator(mode="after")
    def _refuse_silent_alert(self) -> Self:
        if self.is_silent and self.alert:
            raise ValueError("a silent publication has no alert")
        return self


class Publication(PublishOptions):
    """`changes`, a merge patch as that of a save, are published together with the last save: both, or nothing."""

    changes: Changes | None = None


def _read_order(value: Any) -> Any:
    """True is a publication without options, false is none."""
    return ({} if value else None) if isinstance(value, bool) else value


class NewArticle(Draft):
    """A draft, and what happens to it at once.

    `publish` is true, or the options of a publication: then the article is stored and published together, or not at
    all. `copy` is for a translation: what the request leaves out of kind, label, authors, categories, tags and lead
    picture is that of `translation_of`. Texts are not copied: those of a picture, and names of tags, are those of their
    language.
    """

    publish: Annotated[
        PublishOptions | None, BeforeValidator(_read_order, json_schema_input_type=StrictBool | PublishOptions | None)
    ] = None
    copy_: Annotated[StrictBool, Field(alias="copy")] = False

    @model_validator(mode="after")
    def _require_original(self) -> Self:
        if self.copy_ and self.translation_of is None:
            raise ValueError("what is copied is that of translation_of, which is missing")
        return self

    @property
    def draft(self) -> Draft:
        return Draft.model_construct(**{name: getattr(self, name) for name in Draft.model_fields})


class Withdrawal(StrictModel):
    """`note` is public. `redirect_to` is the id of the published article that readers are sent to instead.

    `whole_story` withdraws all published translations too, and cancels their planned publications. `silent` marks the
    events of the withdrawal, as that of a silent publication.
    """

    note: UpTo1000 = None
    redirect_to: Id | None = None
    whole_story: StrictBool = False
    silent: StrictBool = False


class Schedule(PlannedOptions):
    """When to publish the last save, and when to withdraw it. An absent time is not planned.

    `minor`, `correction` and `alert` are those of the publication at `publish_at`.
    """

    publish_at: Moment = None
    unpublish_at: Moment = None

    @model_validator(mode="after")
    def _require_publication(self) -> Self:
        if self.publish_at is None and self.options is not None:
            raise ValueError("minor, correction and alert belong to a publish_at, which is missing")
        return self

    @property
    def options(self) -> PlannedOptions | None:
        """None without any option."""
        options = PlannedOptions(minor=self.minor, correction=self.correction, alert=self.alert)
        return None if options == PlannedOptions() else options


class Submission(StrictModel):
    """`note` is for the editors."""

    note: Note = None


class Return(StrictModel):
    """`note` is for the author: what is to be done. It must not be blank."""

    note: RequiredNote
