"""Keeps the posts of the Telegram channels: consumes the events of articles, and `job.due` for posts that wait.

{"repost": "<article id>"}   sends a new post of an article, after a person has looked into the channel
{"retry": "<article id>"}    tries again what waits, was refused or was given up
"""

import gazette.gc_tuning

import os
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from ulid import ULID

from gazette.aws.clients import client
from gazette.errors import Malformed
from gazette.observability import logger, metrics
from gazette.settings import Settings
from gazette.subscriptions.telegram.announcer import NOTHING, Announcer
from gazette.subscriptions.telegram.bot_api import BotApi
from gazette.subscriptions.telegram.operator_requests import OperatorRequests
from gazette.subscriptions.telegram.present_article import PresentArticles
from gazette.subscriptions.telegram.repository import KIND, PostRepository
from gazette.times import now

MAX_POST_MS = 70_000
"""The longest time that the steps of one post take while services respond just before their timeouts."""

settings = Settings(os.environ)
posts = PostRepository(settings.table("jobs"), client("dynamodb"))
articles = PresentArticles(settings.table("articles"), client("dynamodb"))


def build_announcer() -> Announcer:
    return Announcer(
        articles,
        posts,
        BotApi.from_settings(settings),
        settings.telegram_channels,
        clock=now,
        new_id=lambda: str(ULID()),
    )


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, str]:
    """Returns the outcome of each article. Raises `Malformed` for another event."""
    announcer = build_announcer()
    requests = OperatorRequests(announcer, articles, posts, now)

    def has_time() -> bool:
        return context.get_remaining_time_in_millis() > MAX_POST_MS

    match event:
        case {"detail-type": str(kind), "detail": {"id": str(id), "silent": bool(silent)}}:
            outcomes = {id: announcer.process(id, may_announce=kind != "article.withdrawn" and not silent)}
        case {"detail-type": "job.due", "detail": {"job": str(job)}} if job.startswith(f"{KIND}/"):
            outcomes = dict(announcer.process_due(has_time, first=job.removeprefix(f"{KIND}/")))
        case {"repost": str(id)}:
            outcomes = {id: requests.repost(id)}
        case {"retry": str(id)}:
            outcomes = {id: requests.retry(id)}
        case _:
            raise Malformed("The event names no article.")
    for id, outcome in outcomes.items():
        report(id, outcome)
    return outcomes


def report(id: str, outcome: str) -> None:
    """Log the outcome of an article and count it: `posted` as TelegramPosted. Nothing is logged of the post itself."""
    if outcome == NOTHING:
        return
    logger.info("the post of an article", extra={"article": id, "outcome": outcome})
    metrics.add_metric(f"Telegram{outcome.title().replace('-', '')}", MetricUnit.Count, 1)
    metrics.flush_metrics()


gazette.gc_tuning.finish_startup()
