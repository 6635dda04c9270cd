"""How an article changes: each step takes it and gives the next version of it, or raises. Pure.

draft ── scheduled ── published ── withdrawn        each of the four may be saved
  └────── binned ───────┘ (not while scheduled or published; 30 days, then purged)
"""

from datetime import datetime, timedelta
from typing import Any

from gazette.articles.errors import LanguageFixed, WrongStatus
from gazette.articles.model import Article, Changes, Correction, Draft, Person, Schedule
from gazette.errors import Invalid
from gazette.times import timestamp

BIN_DAYS = 30

SCHEDULER = Person(id="clock", name="Schedule")
"""Who publishes and withdraws what was scheduled."""


def create(draft: Draft, *, id: str, story: str, by: Person, at: datetime) -> Article:
    """The first version of an article."""
    time = timestamp(at)
    kept = {"id": id, "story": story, "created_at": time, "created_by": by, "changed_at": time, "changed_by": by}
    return Article.model_construct(**{**dict(draft), **kept, "version": 1})


def merge(draft: Draft, changes: Changes) -> Draft:
    """The draft with a merge patch applied (RFC 7396)."""
    members = draft.model_dump(exclude_unset=True)
    for name, value in changes.model_dump(exclude_unset=True).items():
        if value is None:
            members.pop(name, None)
        else:
            members[name] = value
    return Draft.model_validate(members)


def save(article: Article, draft: Draft, *, story: str, by: Person, at: datetime) -> Article:
    """The article with a changed text. What readers see stays as it is until the next publication."""
    if article.binned_at:
        raise WrongStatus("It is in the bin; undelete it first.", article_status=article.status)
    if article.published_at and (draft.lang, story) != (article.lang, article.story):
        raise LanguageFixed()
    return _next(article, by, at, **dict(draft), story=story, has_changes=article.published_version is not None)


def schedule(article: Article, schedule: Schedule, *, by: Person, at: datetime) -> Article:
    """The article with its times planned anew; both in the future, withdrawal after publication."""
    if article.binned_at:
        raise WrongStatus("It is in the bin; undelete it first.", article_status=article.status)
    publish_at, unpublish_at = schedule.publish_at, schedule.unpublish_at
    for name, time in (("publish_at", publish_at), ("unpublish_at", unpublish_at)):
        if time is not None and time <= at:
            raise Invalid.at(f"#/{name}", "This time has passed.")
    if publish_at is None and unpublish_at is None:
        raise Invalid.at("#/publish_at", "One of publish_at and unpublish_at is needed.")
    if publish_at is None and article.published_version is None:
        raise Invalid.at("#/publish_at", "What is not published needs a time of publication before one of withdrawal.")
    if publish_at and unpublish_at and unpublish_at <= publish_at:
        raise Invalid.at("#/unpublish_at", "Withdrawal comes after publication.")
    return _next(article, by, at, publish_at=_whole(publish_at), unpublish_at=_whole(unpublish_at))


def unschedule(article: Article, *, by: Person, at: datetime) -> Article:
    return _next(article, by, at, publish_at=None, unpublish_at=None)


def publish(
    article: Article, *, slug: str, by: Person, at: datetime, now: datetime, minor: bool, correction: str | None
) -> Article:
    """The article as its readers shall see it from now on. `at` is the planned time, `now` the present one.

    A withdrawal that was planned for before `at` is forgotten: who publishes by hand after it means to.
    """
    time = timestamp(at)
    version = article.version + 1
    ends = article.unpublish_at if article.unpublish_at and article.unpublish_at > time else None
    corrections = article.corrections
    if correction:
        corrections = (*corrections, Correction(at=time, note=correction))
    return _next(
        article,
        by,
        now,
        slug=slug,
        corrections=corrections,
        published_version=version,
        has_changes=False,
        publish_at=None,
        unpublish_at=ends,
        published_at=article.published_at or time,
        updated_at=article.updated_at if minor and article.updated_at else time,
    )


def withdraw(article: Article, *, by: Person, at: datetime) -> Article:
    if article.published_version is None:
        raise WrongStatus("It is not published.", article_status=article.status)
    return _next(article, by, at, published_version=None, has_changes=False, publish_at=None, unpublish_at=None)


def move_to_bin(article: Article, *, by: Person, at: datetime) -> Article:
    """The article in the bin, from which the clock removes it after `BIN_DAYS`."""
    if article.status not in ("draft", "withdrawn"):
        raise WrongStatus(f"It is {article.status}.", article_status=article.status)
    purge_at = timestamp(at + timedelta(days=BIN_DAYS))
    return _next(article, by, at, binned_at=timestamp(at), purge_at=purge_at)


def undelete(article: Article, *, by: Person, at: datetime) -> Article:
    if not article.binned_at:
        raise WrongStatus("It is not in the bin.", article_status=article.status)
    return _next(article, by, at, binned_at=None, purge_at=None)


def mark_failed(article: Article, error: str) -> Article:
    """The same version, with the reason why the clock could not publish it; until the next save it is not due."""
    return article.model_copy(update={"schedule_error": error})


def _next(article: Article, by: Person, at: datetime, **changed: Any) -> Article:
    stamp = {"version": article.version + 1, "changed_at": timestamp(at), "changed_by": by, "schedule_error": None}
    return article.model_copy(update={**stamp, **changed})


def _whole(time: datetime | None) -> str | None:
    """A time in whole seconds, never before what was asked for."""
    if time is None:
        return None
    return timestamp(time + timedelta(seconds=1) if time.microsecond else time)
