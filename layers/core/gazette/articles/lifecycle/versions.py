"""The stamp of an article's next version."""

from datetime import datetime
from typing import Any

from gazette.articles.errors import WrongStatus
from gazette.articles.model import Article
from gazette.schemas.person import Person
from gazette.times import timestamp


def build_next(article: Article, by: Person, at: datetime, **changes: Any) -> Article:
    stamp = {"version": article.version + 1, "changed_at": timestamp(at), "changed_by": by, "schedule_error": None}
    return article.model_copy(update={**stamp, **changes})


def check_not_binned(article: Article) -> None:
    if article.binned_at:
        raise WrongStatus("It is in the bin; undelete it first.", article_status=article.status)
