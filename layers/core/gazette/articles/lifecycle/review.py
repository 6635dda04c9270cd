"""An author hands a draft in; an editor publishes it, or returns it with a note."""

from datetime import datetime

from gazette.articles.errors import NotSubmitted, WrongStatus
from gazette.articles.lifecycle.versions import build_next
from gazette.articles.model import Article, Review
from gazette.schemas.person import Person
from gazette.times import timestamp


def submit(article: Article, note: str | None, *, by: Person, at: datetime) -> Article:
    """The draft as it waits for an editor. Handed in once more, it waits from now on, with the new note."""
    if article.status not in ("draft", "withdrawn"):
        raise WrongStatus(f"It is {article.status}.", article_status=article.status)
    review = Review(action="submitted", at=timestamp(at), by=by, note=note)
    return build_next(article, by, at, review=review)


def return_to_author(article: Article, note: str, *, by: Person, at: datetime) -> Article:
    """The draft as it waits for its author, who sees the note. Raises `NotSubmitted`."""
    if article.submitted_at is None:
        raise NotSubmitted()
    return build_next(article, by, at, review=Review(action="returned", at=timestamp(at), by=by, note=note))
