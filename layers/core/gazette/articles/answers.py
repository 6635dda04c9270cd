"""What staff read in answers about articles. Pure."""

from gazette.articles.model import Article, Model, Person, Summary


class ArticlePage(Model):
    """`next` is the cursor of the page that follows, or null."""

    items: list[Summary]
    next: str | None


class Revision(Model):
    """What was done to an article in one version, when, by whom, and in which fields."""

    version: int
    action: str
    at: str
    by: Person
    changed: list[str]


class RevisionPage(Model):
    items: list[Revision]
    next: str | None


class SavedArticle(Article):
    """The article after the change. With an `Idempotency-Key` it comes without `body`."""
