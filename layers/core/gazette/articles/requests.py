"""Request bodies: changes, publication, withdrawal and schedule of an article."""

from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, model_validator

from gazette.articles.fields import AnySlug, Id, UpTo1000
from gazette.articles.kinds import Kind
from gazette.articles.model import MAX_CORRECTIONS, UNIQUE, Byline, Correction, Draft, Seo, TagOrSlug
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


class PublishOptions(StrictModel):
    """How to publish. `correction` is added to the article's list for readers. `minor` leaves `updated_at` as it is,
    unless there is a correction.

    `silent` marks the event of the publication: nothing announces it to readers. `alert` asks for a mail to the readers
    of the list `breaking`: two minutes later, once for each article, if it is still published then. Until then a
    publication with `alert: false`, or a withdrawal, takes it back; a publication without `alert` does not.
    """

    minor: StrictBool = False
    correction: UpTo1000 = None
    silent: StrictBool = False
    alert: StrictBool | None = None

    @model_validator(mode="after")
    def _refuse_silent_alert(self) -> Self:
        if self.silent and self.alert:
            raise ValueError("a silent publication has no alert")
        return self


class Withdrawal(StrictModel):
    """`note` is public. `redirect_to` is the id of the published article that readers are sent to instead.

    `whole_story` withdraws all published translations too, and cancels their planned publications. `silent` marks the
    events of the withdrawal, as that of a silent publication.
    """

    note: UpTo1000 = None
    redirect_to: Id | None = None
    whole_story: StrictBool = False
    silent: StrictBool = False


class Schedule(StrictModel):
    """When to publish the last save, and when to withdraw it. An absent time is not planned."""

    publish_at: Moment = None
    unpublish_at: Moment = None
