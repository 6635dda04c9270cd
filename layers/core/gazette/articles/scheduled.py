"""Scheduled publications, withdrawals and purges of the bin, in the order of their planned times."""

from collections.abc import Callable
from datetime import datetime

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import ArticleNotFound
from gazette.articles.lifecycle.publication import SCHEDULER, mark_failed
from gazette.articles.model import Article
from gazette.articles.publishing.pictures import PicturesAwaited
from gazette.articles.requests import PublishOptions
from gazette.errors import GazetteError, StaleVersion
from gazette.http.stamps import Stamp
from gazette.times import parse_timestamp, timestamp

_MAX_TASKS = 4
"""Tasks of one article in one run: a publication and a withdrawal, each repeated once after another write."""


class ScheduledPublishing:
    """Runs the commands of editors with the scheduler as the person. `new_id` returns ids for writes."""

    def __init__(self, commands: ArticleCommands, new_id: Callable[[], str]) -> None:
        self._commands, self._new_id = commands, new_id

    def list_due(self, now: datetime) -> list[str]:
        """Ids of articles with a task that is due; the longest overdue one first."""
        return list(dict.fromkeys(self._commands.drafts.list_due(timestamp(now))))

    def process(self, id: str, now: datetime) -> list[str]:
        """Do every due task of one article. Returns the outcomes: `published`, `withdrawn`, `purged`, `failed`, and
        `waiting` while its pictures wait for their files, for a quarter of an hour at most.

        Idempotent: safe to repeat, to run late and to run concurrently, because each task is a conditional write to
        the version that was read. An article that cannot be published gets `schedule_error`, which its editor sees.
        Raises errors of the server (5xx).
        """
        done: list[str] = []
        for _ in range(_MAX_TASKS):
            try:
                article = self._commands.drafts.get(id)
                if article.due_at is None or article.due_at > timestamp(now):
                    break
                done.append(self._process_task(article, now))
            except ArticleNotFound:  # no failure: a purged article has no tasks
                break
            except StaleVersion:  # no failure: the article is read again, now or in the next minute
                continue
            except PicturesAwaited:  # no failure: MediaIntake accepts or refuses them, and the next minute tries again
                return [*done, "waiting"]
        return done

    def _process_task(self, article: Article, now: datetime) -> str:
        due = str(article.due_at)
        if article.binned_at:
            self._commands.drafts.purge(article)
            return "purged"
        if due == article.publish_at:
            return self._publish(article, planned_at=parse_timestamp(due), now=now)
        self._commands.unpublish(article, by=SCHEDULER, at=now, write_id=self._new_id())
        return "withdrawn"

    def _publish(self, article: Article, *, planned_at: datetime, now: datetime) -> str:
        options = PublishOptions(**dict(article.publish_options or ()))
        stamp: Stamp = {"by": SCHEDULER, "at": now, "write_id": self._new_id()}
        try:
            self._commands.publish(article, options=options, **stamp, planned_at=planned_at)
        except (StaleVersion, PicturesAwaited):
            raise
        except GazetteError as error:
            if error.status >= 500:
                raise
            self._commands.drafts.save_schedule_error(mark_failed(article, error.detail or error.title))
            return "failed"
        return "published"
