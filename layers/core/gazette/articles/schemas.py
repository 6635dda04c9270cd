"""Bodies of the answers about articles that staff read."""

from gazette.articles.model import Article, Person, Status, Summary
from gazette.schemas.base import StrictModel


class Translation(StrictModel):
    """Another article of the same story, published or not."""

    lang: str
    id: str
    status: Status


class ShownArticle(Article):
    """An article as its editors see it. With an `Idempotency-Key` the answer lacks `body`."""

    translations: tuple[Translation, ...] = ()


class ArticlePage(StrictModel):
    """`next` is the cursor of the page that follows, or null."""

    items: list[Summary]
    next: str | None


class Revision(StrictModel):
    """What was done to an article in one version, when, by whom, and in which fields."""

    version: int
    action: str
    at: str
    by: Person
    changed: list[str]


class RevisionPage(StrictModel):
    items: list[Revision]
    next: str | None
