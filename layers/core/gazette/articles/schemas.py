"""Response bodies of the staff routes of articles."""

from gazette.articles.model import Article, Status, Summary
from gazette.schemas.base import StrictModel
from gazette.schemas.person import Person


class Translation(StrictModel):
    """Another article of the same story, published or not."""

    lang: str
    id: str
    status: Status


class ShownArticle(Article):
    """An article as its editors see it. With an `Idempotency-Key` the response lacks `body`."""

    translations: tuple[Translation, ...] = ()


class StoryArticle(Translation):
    """An article of a story that was withdrawn. `error` says why readers still see it."""

    error: str | None = None


class WithdrawnArticle(ShownArticle):
    """`withdrawn` are the articles that are not public any more because of `whole_story`, the one of the request first.
    One whose planned publication was cancelled has the status `draft`."""

    withdrawn: tuple[StoryArticle, ...] = ()


class ArticlePage(StrictModel):
    """`next` is the cursor of the next page, or null."""

    items: list[Summary]
    next: str | None


class Revision(StrictModel):
    """One version of an article: the action, its time, the person, and the changed fields."""

    version: int
    action: str
    at: str
    by: Person
    changed: list[str]


class RevisionPage(StrictModel):
    items: list[Revision]
    next: str | None
