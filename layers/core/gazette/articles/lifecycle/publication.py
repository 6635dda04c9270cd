"""Publication, withdrawal, and the plan of both."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from gazette.articles.body.renderer import render_body
from gazette.articles.body.text_statistics import is_empty
from gazette.articles.errors import DateFixed, WrongStatus
from gazette.articles.lifecycle.versions import build_next, check_not_binned
from gazette.articles.model import MAX_CORRECTIONS, Article, Correction, PlannedOptions
from gazette.articles.requests import PublishOptions, Schedule
from gazette.errors import Invalid
from gazette.schemas.person import Person
from gazette.times import parse_timestamp, timestamp

BREAKING = timedelta(days=2)
"""An article is breaking news for at most this time after its publication."""

MAX_ALERT_AGE = timedelta(hours=6)
"""An older article is news to nobody, so its publication cannot ask for an alert."""

FIRST_NEWSPAPER = datetime(1605, 1, 1, tzinfo=UTC)
"""An older article is a slip of the keys. Times are stored with years of four digits."""

SCHEDULER = Person(id="clock", name="Schedule")
"""The person of scheduled publications and withdrawals."""


def schedule(article: Article, schedule: Schedule, *, by: Person, at: datetime) -> Article:
    """The article with new planned times. Both must be in the future, and the withdrawal after the publication.

    Times are rounded up to whole seconds before they are compared.
    """
    check_not_binned(article)
    for name in ("publish_at", "unpublish_at"):
        time = getattr(schedule, name)
        if time is not None and time <= at:
            raise Invalid.at(f"#/{name}", "This time has passed.")
    publish_at, unpublish_at = _round_up(schedule.publish_at), _round_up(schedule.unpublish_at)
    if publish_at is None and unpublish_at is None:
        raise Invalid.at("#/publish_at", "One of publish_at and unpublish_at is needed.")
    if publish_at is None and article.published_version is None:
        raise Invalid.at("#/publish_at", "What is not published needs a time of publication before one of withdrawal.")
    if publish_at and unpublish_at and unpublish_at <= publish_at:
        raise Invalid.at("#/unpublish_at", "Withdrawal comes after publication, by a second or more.")
    if publish_at:
        _check_options(article, schedule, parse_timestamp(publish_at))
        if article.breaking_until:
            _check_breaking(article.breaking_until, parse_timestamp(publish_at))
    plan = {"publish_at": publish_at, "unpublish_at": unpublish_at, "publish_options": schedule.options}
    return build_next(article, by, at, **plan)


def unschedule(article: Article, *, by: Person, at: datetime) -> Article:
    return build_next(article, by, at, publish_at=None, unpublish_at=None, publish_options=None)


def publish(
    article: Article,
    *,
    slug: str,
    options: PublishOptions,
    by: Person,
    at: datetime,
    planned_at: datetime | None = None,
) -> Article:
    """The published article. Readers see `planned_at` as its time, the time of the options, or `at` (now).

    An editor who publishes after the time of a planned withdrawal overrides that plan, so it is removed.
    """
    time = timestamp(planned_at or options.published_at or at)
    if article.breaking_until:
        _check_breaking(article.breaking_until, at)
    ends = article.unpublish_at
    if planned_at is None and ends is not None and ends <= timestamp(at):
        ends = None
    corrections, minor = article.corrections, options.minor and not options.correction
    if options.correction:
        corrections = (*corrections, Correction(at=_choose_time(corrections, time), note=options.correction))
    return build_next(
        article,
        by,
        at,
        slug=slug,
        corrections=corrections,
        published_version=article.version + 1,
        published_media=article.media,
        has_changes=False,
        publish_at=None,
        publish_options=None,
        unpublish_at=ends,
        review=None,
        published_at=article.published_at or time,
        updated_at=article.updated_at if minor and article.updated_at else time,
    )


def withdraw(article: Article, *, by: Person, at: datetime) -> Article:
    if article.published_version is None:
        raise WrongStatus("It is not published.", article_status=article.status)
    return build_next(
        article,
        by,
        at,
        published_version=None,
        published_media=(),
        has_changes=False,
        publish_at=None,
        publish_options=None,
        unpublish_at=None,
    )


def check_publishable(article: Article, options: PublishOptions, at: datetime, planned_at: datetime | None) -> None:
    """Raises `Invalid`, `WrongStatus` or `DateFixed` for an article that cannot be published now with these options."""
    check_not_binned(article)
    check_complete(article)
    _check_options(article, options, planned_at or at)
    _check_date(article, options.published_at, at)


def check_complete(article: Article, deed: str = "Publishing") -> None:
    """Raises `Invalid` without title or text. `deed` begins the error: it needs them."""
    complete = {
        "title": article.title,
        "body": article.body and not is_empty(render_body(article.body, article.format)),
    }
    missing = [name for name, present in complete.items() if not present]
    if missing:
        errors = [{"pointer": f"#/{name}", "detail": f"{deed} needs it."} for name in missing]
        raise Invalid(f"{deed} needs {' and '.join(missing)}.", errors=errors)


def _check_options(article: Article, options: PlannedOptions, at: datetime) -> None:
    """Raises `Invalid` for options that the article cannot be published with at that time."""
    if options.alert and article.kind == "page":
        raise Invalid.at("#/alert", "A page is announced to nobody.")
    if options.alert and article.published_at and at > parse_timestamp(article.published_at) + MAX_ALERT_AGE:
        raise Invalid.at("#/alert", "An alert is for an article that was first published in the last six hours.")
    if options.correction and not article.published_at:
        raise Invalid.at("#/correction", "What was never published has nothing to correct.")
    if options.correction and len(article.corrections) >= MAX_CORRECTIONS:
        raise Invalid.at("#/correction", f"An article has at most {MAX_CORRECTIONS} corrections.")


def _check_date(article: Article, published_at: datetime | None, at: datetime) -> None:
    """Raises `Invalid` or `DateFixed` if that cannot be the time of the article's first publication."""
    if published_at is None:
        return
    if article.published_at and timestamp(published_at) != article.published_at:
        raise DateFixed()
    if published_at > at:
        raise Invalid.at("#/published_at", "This time has not come: plan it with a schedule.")
    if published_at < FIRST_NEWSPAPER:
        raise Invalid.at("#/published_at", f"It must not be before {FIRST_NEWSPAPER.year}.")


def mark_failed(article: Article, error: str) -> Article:
    """The same version with the error of its scheduled publication. The publication is not due until the next save."""
    return article.model_copy(update={"schedule_error": error})


def _choose_time(corrections: Sequence[Correction], time: str) -> str:
    """The time of a new correction: an editor finds a correction by it, so that no two have the same."""
    taken = [timestamp(parse_timestamp(correction.at) + timedelta(seconds=1)) for correction in corrections]
    return max([time, *taken])


def _check_breaking(until: str, published_at: datetime) -> None:
    if until > timestamp(published_at + BREAKING):
        raise Invalid.at("#/breaking_until", f"An article is breaking news for {BREAKING.days} days at most.")


def _round_up(time: datetime | None) -> str | None:
    """The timestamp of a time, rounded up to a whole second."""
    if time is None:
        return None
    return timestamp(time + timedelta(seconds=1) if time.microsecond else time)
