"""An author hands a draft in; an editor publishes it, or returns it with a note."""

from datetime import datetime

from gazette.articles.errors import NotSubmitted, WrongStatus
from gazette.articles.lifecycle.versions import build_next
from gazette.articles.model import Article, Review
from gazette.schemas.person import Person
from gazette.times import timestamp


def submit(article: Article, note: str | None, *, by: Person, at: datetime) -> Article:
    """The draft as it waits for an editor. One that waits already keeps its place, and gets the new note."""
    _check_open(article)
    since = article.submitted_at or timestamp(at)
    return build_next(article, by, at, review=Review(action="submitted", at=since, by=by, note=note))


def return_to_author(article: Article, note: str, *, by: Person, at: datetime) -> Article:
    """The draft as it waits for its author, who sees the note. Raises `NotSubmitted`, `WrongStatus`."""
    if article.submitted_at is None:
        raise NotSubmitted()
    _check_open(article)
    return build_next(article, by, at, review=Review(action="returned", at=timestamp(at), by=by, note=note))


def _check_open(article: Article) -> None:
    """A scheduled article is published without a further look, so it can be neither handed in nor returned."""
    if article.status == "scheduled":
        raise WrongStatus("It is scheduled; remove the planned times first.", article_status=article.status)
    if article.status not in ("draft", "withdrawn"):
        raise WrongStatus(f"It is {article.status}.", article_status=article.status)
