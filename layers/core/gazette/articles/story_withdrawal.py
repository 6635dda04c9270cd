"""Withdrawal of a whole story: each of its articles in a transaction of its own, until readers see none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import StoryNotWithdrawn, WrongStatus
from gazette.articles.model import Article
from gazette.articles.requests import Withdrawal
from gazette.articles.schemas import StoryArticle, Translation
from gazette.aws.transient_errors import is_transient
from gazette.dynamodb.retry import retry
from gazette.errors import Failed, GazetteError, Invalid, StaleVersion, Unavailable
from gazette.schemas.person import Person

ROUNDS = 3
"""Reads of the story after which another article may have been published again meanwhile."""

_OPEN = ("published", "scheduled")


@dataclass(frozen=True)
class StoryWithdrawal:
    """Runs the commands of one member of staff. `permit` raises `Forbidden` for an article that this person may not
    withdraw, `clock` returns the present moment, `new_id` ids for writes.
    """

    commands: ArticleCommands
    by: Person
    permit: Callable[[Article], None]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def withdraw(self, article: Article, withdrawal: Withdrawal, *, exact: bool) -> list[StoryArticle]:
        """Withdraw all published articles of the story, and cancel planned publications. Returns what was withdrawn.

        Idempotent: a repetition does what is left. If `exact`, the article must still have its version
        (`StaleVersion`); the others are withdrawn in their latest. Raises `StoryNotWithdrawn` if something is left,
        `WrongStatus` if the story was never published or scheduled, `Invalid` for a successor.
        """
        self._check(article, withdrawal)
        closed: set[str] = set()
        if exact and article.published_version is not None:
            self.commands.unpublish(article, withdrawal, by=self.by, at=self.clock(), write_id=self.new_id())
        errors: dict[str, Exception] = {}
        for _ in range(ROUNDS):
            left = self._list_open(article.id)
            if not left or errors:
                break
            closed |= {member.id for member in left}
            errors = self._close_all(left, withdrawal)
        return self._report(article.id, closed, errors)

    def _check(self, article: Article, withdrawal: Withdrawal) -> None:
        """Raise what would refuse the request after a part of the story is withdrawn."""
        members = self._list(article.id)
        if all(member.status in ("draft", "binned") for member in members):
            raise WrongStatus("No article of the story is published.", article_status=article.status)
        for member in members:
            if member.status in _OPEN:
                self.permit(self.commands.drafts.get(member.id))
        if withdrawal.redirect_to is not None:
            if withdrawal.redirect_to in [member.id for member in members]:
                raise Invalid.at("#/redirect_to", "This article belongs to the story that is withdrawn.")
            self.commands.check_successor(article, withdrawal.redirect_to, self.clock())

    def _close_all(self, members: list[Translation], withdrawal: Withdrawal) -> dict[str, Exception]:
        """Withdraw or unschedule each. An error of one does not keep the others public. Returns the errors by id."""
        errors: list[tuple[str, Exception]] = []
        for member in members:
            try:
                self._close(member, withdrawal)
            except (GazetteError, BotoCoreError, ClientError) as error:
                errors.append((member.id, error))
        return dict(errors)

    def _close(self, member: Translation, withdrawal: Withdrawal) -> None:
        at, write_id = self.clock(), self.new_id()
        if member.status == "scheduled":
            retry(lambda: self._unschedule(member.id, at, write_id), StaleVersion)
            return
        try:
            self.commands.unpublish_latest(member.id, withdrawal, by=self.by, at=at, write_id=write_id)
        except WrongStatus:  # no failure: somebody else has withdrawn it
            return

    def _unschedule(self, id: str, at: datetime, write_id: str) -> None:
        self.commands.schedule(self.commands.drafts.get(id), None, by=self.by, at=at, write_id=write_id)

    def _report(self, id: str, closed: set[str], errors: dict[str, Exception]) -> list[StoryArticle]:
        """The articles that were withdrawn or unscheduled, now or before, as they are. Raises `StoryNotWithdrawn`."""
        members = [
            StoryArticle(
                lang=member.lang,
                id=member.id,
                status=member.status,
                error=_describe(errors[member.id]) if member.id in errors and member.status in _OPEN else None,
            )
            for member in self._list(id)
            if member.id in closed or member.status not in ("draft", "binned")
        ]
        left = [member.lang for member in members if member.status in _OPEN]
        if left:
            shown = [member.model_dump(exclude_none=True) for member in members]
            cause = next(iter(errors.values()), None)
            raise StoryNotWithdrawn(f"Left are {', '.join(left)}.", withdrawn=shown) from cause
        return members

    def _list_open(self, id: str) -> list[Translation]:
        return [member for member in self._list(id) if member.status in _OPEN]

    def _list(self, id: str) -> list[Translation]:
        """All articles of the story, as stored now, that of the request first."""
        article = self.commands.drafts.get(id)
        own = Translation(lang=article.lang, id=article.id, status=article.status)
        return [own, *self.commands.drafts.list_translations(article)]


def _describe(error: Exception) -> str:
    if isinstance(error, GazetteError) and error.status < 500:
        return error.detail or error.title
    return Unavailable.title if is_transient(error) else Failed.title
