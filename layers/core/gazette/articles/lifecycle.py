"""Rules of an article's changes: each function takes an article and returns its next version, or raises.

draft ── scheduled ── published ── withdrawn        articles of these statuses may be saved
  └────── binned ───────┘ (not from scheduled or published; purged after 30 days)
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from gazette.articles.errors import KindFixed, LanguageFixed, WrongStatus
from gazette.articles.kinds import list_kind_errors
from gazette.articles.model import MAX_CORRECTIONS, Article, Correction, Draft
from gazette.articles.pictures import list_media
from gazette.articles.requests import Changes, PublishOptions, Schedule
from gazette.errors import Invalid
from gazette.schemas.person import Person
from gazette.times import parse_timestamp, timestamp

BREAKING = timedelta(days=2)
"""An article is breaking news for at most this time after its publication."""

BIN_DAYS = 30
"""Days in the bin before the scheduler purges an article."""

SCHEDULER = Person(id="clock", name="Schedule")
"""The person of scheduled publications and withdrawals."""


def create(draft: Draft, *, id: str, story: str, by: Person, at: datetime) -> Article:
    """The first version of an article. Raises `Invalid` for what its kind cannot have, and for corrections."""
    _check_kind(draft)
    if draft.corrections:
        raise Invalid.at("#/corrections", "What was never published has nothing to correct.")
    time = timestamp(at)
    stamp = {"id": id, "story": story, "created_at": time, "created_by": by, "changed_at": time, "changed_by": by}
    members: dict[str, Any] = {**dict(draft), **stamp, "version": 1, "media": list_media(draft)}
    return Article.model_construct(**members)


def merge(draft: Draft, changes: Changes) -> Draft:
    """The draft with a merge patch applied (RFC 7396). Raises `Invalid` for corrections that it does not have."""
    members = draft.model_dump(exclude_unset=True)
    patch = changes.model_dump(exclude_unset=True)
    if patch.get("seo") is not None:
        patch["seo"] = _merge_members(members.get("seo") or {}, patch["seo"])
    merged = Draft.model_validate(_merge_members(members, patch))
    _check_corrections(draft.corrections, merged.corrections)
    return merged.model_copy(update={"corrections": tuple(sorted(merged.corrections, key=_get_time))})


def _merge_members(members: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**members, **patch}.items() if value is not None or name not in patch}


def _choose_time(corrections: Sequence[Correction], time: str) -> str:
    """The time of a new correction: an editor finds a correction by it, so that no two have the same."""
    taken = [timestamp(parse_timestamp(correction.at) + timedelta(seconds=1)) for correction in corrections]
    return max([time, *taken])


def _check_corrections(before: Sequence[Correction], after: Sequence[Correction]) -> None:
    """Only a publication adds a correction, so that its time is that at which readers saw it."""
    left = Counter(map(_get_time, before))
    for position, correction in enumerate(after):
        left[correction.at] -= 1
        if left[correction.at] < 0:
            raise Invalid.at(
                f"#/corrections/{position}/at",
                "The article has no such correction. The publication of a change adds its correction.",
            )


def _get_time(correction: Correction) -> str:
    return correction.at


def save(article: Article, draft: Draft, *, story: str, by: Person, at: datetime) -> Article:
    """The article with a changed draft. Readers see the change after the next publication.

    A scheduled publication that failed is removed, with the withdrawal that would have followed it. Its time has
    passed, so the scheduler would publish the changed article at once. An editor publishes or schedules it again.
    """
    _check_not_binned(article)
    if article.published_at and (draft.lang, story) != (article.lang, article.story):
        raise LanguageFixed()
    if article.published_at and draft.kind != article.kind:
        raise KindFixed()
    _check_kind(draft)
    live = article.published_version is not None
    plan = {} if article.schedule_error is None else {"publish_at": None}
    if plan and not live:
        plan["unpublish_at"] = None
    return _next(article, by, at, **dict(draft), **plan, story=story, has_changes=live, media=list_media(draft))


def schedule(article: Article, schedule: Schedule, *, by: Person, at: datetime) -> Article:
    """The article with new planned times. Both must be in the future, and the withdrawal after the publication.

    Times are rounded up to whole seconds before they are compared.
    """
    _check_not_binned(article)
    for name, time in dict(schedule).items():
        if time is not None and time <= at:
            raise Invalid.at(f"#/{name}", "This time has passed.")
    publish_at, unpublish_at = _round_up(schedule.publish_at), _round_up(schedule.unpublish_at)
    if publish_at is None and unpublish_at is None:
        raise Invalid.at("#/publish_at", "One of publish_at and unpublish_at is needed.")
    if publish_at is None and article.published_version is None:
        raise Invalid.at("#/publish_at", "What is not published needs a time of publication before one of withdrawal.")
    if publish_at and unpublish_at and unpublish_at <= publish_at:
        raise Invalid.at("#/unpublish_at", "Withdrawal comes after publication, by a second or more.")
    if publish_at and article.breaking_until:
        _check_breaking(article.breaking_until, parse_timestamp(publish_at))
    return _next(article, by, at, publish_at=publish_at, unpublish_at=unpublish_at)


def unschedule(article: Article, *, by: Person, at: datetime) -> Article:
    return _next(article, by, at, publish_at=None, unpublish_at=None)


def publish(
    article: Article,
    *,
    slug: str,
    options: PublishOptions,
    by: Person,
    at: datetime,
    planned_at: datetime | None = None,
) -> Article:
    """The published article. Readers see `planned_at` as its time, or `at` (the present moment) if there is no plan.

    An editor who publishes after the time of a planned withdrawal overrides that plan, so it is removed.
    """
    time = timestamp(planned_at or at)
    if article.breaking_until:
        _check_breaking(article.breaking_until, at)
    ends = article.unpublish_at
    if planned_at is None and ends is not None and ends <= time:
        ends = None
    corrections, minor = article.corrections, options.minor and not options.correction
    if options.correction:
        if len(corrections) >= MAX_CORRECTIONS:
            raise Invalid.at("#/correction", f"An article has at most {MAX_CORRECTIONS} corrections.")
        corrections = (*corrections, Correction(at=_choose_time(corrections, time), note=options.correction))
    return _next(
        article,
        by,
        at,
        slug=slug,
        corrections=corrections,
        published_version=article.version + 1,
        published_media=article.media,
        has_changes=False,
        publish_at=None,
        unpublish_at=ends,
        published_at=article.published_at or time,
        updated_at=article.updated_at if minor and article.updated_at else time,
    )


def withdraw(article: Article, *, by: Person, at: datetime) -> Article:
    if article.published_version is None:
        raise WrongStatus("It is not published.", article_status=article.status)
    return _next(
        article,
        by,
        at,
        published_version=None,
        published_media=(),
        has_changes=False,
        publish_at=None,
        unpublish_at=None,
    )


def move_to_bin(article: Article, *, by: Person, at: datetime) -> Article:
    """The article in the bin; the scheduler purges it after `BIN_DAYS`."""
    if article.status not in ("draft", "withdrawn"):
        raise WrongStatus(f"It is {article.status}.", article_status=article.status)
    purge_at = timestamp(at + timedelta(days=BIN_DAYS))
    return _next(article, by, at, binned_at=timestamp(at), purge_at=purge_at)


def undelete(article: Article, *, by: Person, at: datetime) -> Article:
    if not article.binned_at:
        raise WrongStatus("It is not in the bin.", article_status=article.status)
    return _next(article, by, at, binned_at=None, purge_at=None)


def mark_failed(article: Article, error: str) -> Article:
    """The same version with the error of its scheduled publication. The publication is not due until the next save."""
    return article.model_copy(update={"schedule_error": error})


def _check_kind(draft: Draft) -> None:
    if errors := list_kind_errors(draft):
        raise Invalid.of(errors)


def _check_breaking(until: str, published_at: datetime) -> None:
    if until > timestamp(published_at + BREAKING):
        raise Invalid.at("#/breaking_until", f"An article is breaking news for {BREAKING.days} days at most.")


def _check_not_binned(article: Article) -> None:
    if article.binned_at:
        raise WrongStatus("It is in the bin; undelete it first.", article_status=article.status)


def _next(article: Article, by: Person, at: datetime, **changes: Any) -> Article:
    stamp = {"version": article.version + 1, "changed_at": timestamp(at), "changed_by": by, "schedule_error": None}
    return article.model_copy(update={**stamp, **changes})


def _round_up(time: datetime | None) -> str | None:
    """The timestamp of a time, rounded up to a whole second."""
    if time is None:
        return None
    return timestamp(time + timedelta(seconds=1) if time.microsecond else time)
