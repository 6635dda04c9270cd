"""What is due: publications, withdrawals and purges, carried out in the order in which they were planned."""

from collections.abc import Callable
from datetime import datetime

from gazette.articles import lifecycle
from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import ArticleNotFound
from gazette.articles.model import Article
from gazette.errors import GazetteError, StaleVersion
from gazette.times import parse_timestamp, timestamp

_STEPS_AT_MOST = 4
"""Of one article in one run: published and withdrawn, each perhaps once more after somebody saved in between."""


class ScheduledPublishing:
    def __init__(self, newsroom: ArticleCommands, new_id: Callable[[], str]) -> None:
        self._newsroom, self._new_id = newsroom, new_id

    def due(self, now: datetime) -> list[str]:
        """Ids of articles with something to do, the one that waits longest first."""
        return list(dict.fromkeys(self._newsroom.drafts.due(timestamp(now))))

    def carry_out(self, id: str, now: datetime) -> list[str]:
        """Do all that is due of one article, and say what was done: `published`, `withdrawn`, `purged`, `failed`.

        Twice, late and beside another run it comes to the same: each step is a conditional write of the version that
        was read. What cannot be published is left with `schedule_error`, for its editor to see; other errors fly.
        """
        done: list[str] = []
        for _ in range(_STEPS_AT_MOST):
            try:
                article = self._newsroom.drafts.get(id)
                if article.due_at is None or article.due_at > timestamp(now):
                    break
                done.append(self._step(article, now))
            except ArticleNotFound:
                break
            except StaleVersion:
                continue
        return done

    def _step(self, article: Article, now: datetime) -> str:
        press, write, due = self._newsroom.press, self._new_id(), str(article.due_at)
        if article.binned_at:
            self._newsroom.drafts.purge(article)
            return "purged"
        if due == article.publish_at:
            try:
                press.publish(article, by=lifecycle.SCHEDULER, at=parse_timestamp(due), now=now, write=write)
            except StaleVersion:
                raise
            except GazetteError as error:
                if error.status >= 500:
                    raise
                self._newsroom.drafts.mark(lifecycle.mark_failed(article, error.detail or error.title))
                return "failed"
            return "published"
        press.withdraw(article, by=lifecycle.SCHEDULER, now=now, write=write)
        return "withdrawn"
