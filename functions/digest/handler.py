"""Plans the issues of the mailing lists, and brings each to its end.

{"list": "daily", "scheduled_at": "<time>"}          a schedule: opens the issue of each language
article.published, article.updated with `alert`      an alert is asked for, or taken back
article.withdrawn                                    an alert that waits is taken back
issue.due                                            each minute while an issue has not ended
job.due of the kind digest.pages, {"job": "<id>"}    puts readers of a shard onto pages
{"report" | "stop" | "requeue": "<issue>"}           for an operator
{"reports": "newest"}                                the reports of the last issue of each list, and of those being sent
{"preview": {"list": "daily", "lang": "en"}}         the issue as it would be now; nothing is sent
"""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.aws.clients import client
from gazette.aws.event_source_mapping import EventSourceMapping
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Malformed, Unavailable
from gazette.jobs.events import publish_due_jobs
from gazette.jobs.repository import JobRepository
from gazette.jobs.worker import run_job
from gazette.observability import describe_error, logger
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.digest.model import PERIODS, sum_up
from gazette.subscriptions.digest.page_queue import PageQueue
from gazette.subscriptions.digest.pages import PageRepository
from gazette.subscriptions.digest.planning import Planner
from gazette.subscriptions.digest.preview import preview_letter
from gazette.subscriptions.digest.rates import RatesReader
from gazette.subscriptions.digest.repository import IssueRepository
from gazette.subscriptions.digest.stories import StoryReader
from gazette.subscriptions.digest.supervision import Supervisor
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.mail.rendering.letters import LetterBuilder
from gazette.subscriptions.mail.rendering.mail_templates import MailTemplates
from gazette.subscriptions.public.channels import list_offered
from gazette.times import now, parse_timestamp
from gazette.urls import site_url

CLOCK_SKEW = timedelta(minutes=5)
RESERVE_MS = 20_000
"""Time of an invocation that is reserved for the last step of a job."""

settings = Settings(os.environ)
dynamodb = client("dynamodb")
issues = IssueRepository(dynamodb, settings.table("subscribers"))
pages = PageRepository(dynamodb, settings.table("subscribers"))
jobs = JobRepository(settings.table("jobs"), dynamodb)


def publish_jobs(ids: Sequence[str]) -> None:
    publish_due_jobs(client("events"), settings.require("EVENT_BUS"), ids)


planner = Planner(
    issues,
    pages,
    StoryReader(dynamodb, settings.table("listings"), settings.table("articles")),
    RatesReader(dynamodb, settings.table("rates")),
    jobs,
    PageQueue(client("sqs"), settings.require("PAGES_QUEUE")),
    EventSourceMapping(client("lambda"), settings.require("PAGES_MAPPING")),
    publish_jobs,
    settings.timezone,
)
supervisor = Supervisor(dynamodb, planner)


def open_issues(list_id: str, scheduled_at: str | None) -> dict[str, str]:
    """Open the issue of a list in each language. Returns the status of each issue; none if readers have no such list.

    Raises `Malformed` for a list without a schedule.
    """
    check_has_schedule(list_id)
    if list_id not in list_offered(settings):
        return {}
    at = now()
    planned_at = parse_planned_time(scheduled_at, at) if scheduled_at else at
    statuses = {}
    for lang in settings.languages:
        try:
            issue = planner.plan(list_id, lang, planned_at, at)
            statuses[issue.id] = str(issue.status)
        except Exception as error:
            # A planned issue is due: it is opened in a minute.
            count_swallowed("digest-waits", lang=lang, **describe_error(error))
            statuses[f"{list_id}/{lang}"] = "failed"
    if "failed" in statuses.values():  # Lambda tries it again; the others stay as they are
        raise Unavailable(f"{list_id}: not every issue could be opened")
    return statuses


def check_has_schedule(list_id: str) -> None:
    if list_id not in PERIODS:
        raise Malformed(f"{list_id} has no schedule; the lists {' and '.join(PERIODS)} have one")


def parse_planned_time(text: str, at: datetime) -> datetime:
    """The time of a schedule. Raises `Malformed` for another text, and for a time to come: its issue would be taken."""
    try:
        planned_at = parse_timestamp(text)
    except ValueError:
        raise Malformed(f"{text} is no time with an offset, such as 2026-11-30T03:00:00Z") from None
    if planned_at > at + CLOCK_SKEW:
        raise Malformed(f"{text} is still to come")
    return planned_at


def request_alert(article: dict[str, Any]) -> dict[str, bool]:
    """Store the alert of an article whose publication asks for one, or take it back."""
    if not article.get("alert"):
        planner.take_alert_back(article, now())
        return {"requested": False}
    return {"requested": "breaking" in list_offered(settings) and planner.request_alert(article, now())}


def make_pages(id: str, context: LambdaContext) -> dict[str, Any]:
    """Work on the job of a shard while there is time."""

    def has_time() -> bool:
        return context.get_remaining_time_in_millis() > RESERVE_MS

    job = run_job(jobs, id, lambda job: planner.make_pages(job, now()), clock=now, has_time=has_time)
    return {"job": job and {"id": job.id, "status": job.status, "readers": job.done}}


def report(id: str) -> dict[str, Any]:
    """The figures of an issue at this moment; `issue` is None if there is none."""
    issue = issues.get(id)
    return sum_up(issue, {} if issue.totals else pages.count_pages(id)) if issue else {"issue": None}


def report_newest() -> list[dict[str, Any]]:
    """The reports of the issues that are being sent, and of the last issue of each list and language."""
    lists = [(list_id, lang) for list_id in PERIODS for lang in settings.languages]
    last = [issues.get_last(list_id, lang).get("issue") for list_id, lang in lists]
    return [report(id) for id in dict.fromkeys((*issues.list_unretired(), *last)) if id]


def stop(id: str) -> dict[str, Any]:
    return {"stopped": issues.stop(id, now()), **report(id)}


def requeue(id: str) -> dict[str, Any]:
    """Queue the pages of an issue again that have no result. Returns their number; none of an issue that has ended.

    `pages` is None if there is no such issue.
    """
    issue = issues.get(id)
    if issue is None:
        return {"pages": None}
    waiting = [] if issue.ended_at else pages.count_pages(id)["waiting"]
    if waiting:
        supervisor.requeue(id, waiting)
        planner.mapping.enable()
    return {"pages": len(waiting)}


def preview(list_id: str, lang: str) -> dict[str, Any]:
    """An issue as it would be now: the number of its readers, its stories, and its mail.

    Raises `Malformed` for a list without a schedule, and for a language that the site does not have.
    """
    check_has_schedule(list_id)
    if lang not in settings.languages:
        raise Malformed(f"the site has no language {lang}; it has {', '.join(settings.languages)}")
    content = planner.preview(list_id, lang, now())
    templates = MailTemplates(settings, Pages(settings), lambda: site_url(settings))
    letters = LetterBuilder(templates, Keyrings(settings.require("SECRETS_PATH"), settings.environ))
    return preview_letter(content, pages.count_readers(list_id, lang), letters)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any] | list[dict[str, Any]]:
    """Raises `Malformed` for another event than those above."""
    match event:
        case {"detail-type": "issue.due"}:
            return supervisor.run(now())
        case {"detail-type": "article.published" | "article.updated" | "article.withdrawn", "detail": dict(article)}:
            return request_alert(article)
        case {"detail": {"job": str(id)}} | {"job": str(id)}:
            return make_pages(id, context)
        case {"report": str(id)}:
            return report(id)
        case {"reports": "newest"}:
            return report_newest()
        case {"stop": str(id)}:
            return stop(id)
        case {"requeue": str(id)}:
            return requeue(id)
        case {"preview": {"list": str(list_id), "lang": str(lang)}}:
            return preview(list_id, lang)
        case {"list": str(list_id)}:
            return open_issues(list_id, event.get("scheduled_at"))
    raise Malformed("The event is none of this function.")
