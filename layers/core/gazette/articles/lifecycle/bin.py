"""The bin, in which an unpublished article stays for 30 days."""

from datetime import datetime, timedelta

from gazette.articles.errors import WrongStatus
from gazette.articles.lifecycle.versions import build_next
from gazette.articles.model import Article
from gazette.schemas.person import Person
from gazette.times import timestamp

BIN_DAYS = 30
"""Days in the bin before the scheduler purges an article."""


def move_to_bin(article: Article, *, by: Person, at: datetime) -> Article:
    """The article in the bin; the scheduler purges it after `BIN_DAYS`."""
    if article.status not in ("draft", "withdrawn"):
        raise WrongStatus(f"It is {article.status}.", article_status=article.status)
    purge_at = timestamp(at + timedelta(days=BIN_DAYS))
    return build_next(article, by, at, binned_at=timestamp(at), purge_at=purge_at)


def undelete(article: Article, *, by: Person, at: datetime) -> Article:
    if not article.binned_at:
        raise WrongStatus("It is not in the bin.", article_status=article.status)
    return build_next(article, by, at, binned_at=None, purge_at=None)
