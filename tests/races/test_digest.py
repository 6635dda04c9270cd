"""Planners and senders at the same moment, on an engine that has transactions of many writers, and reserved words."""

import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from ulid import ULID

from gazette.aws.event_source_mapping import EventSourceMapping
from gazette.jobs.repository import JobRepository
from gazette.jobs.worker import run_job
from gazette.subscriptions.digest.mailing import Mail
from gazette.subscriptions.digest.model import sum_up
from gazette.subscriptions.digest.page_queue import PageName, PageQueue
from gazette.subscriptions.digest.pages import PageRepository
from gazette.subscriptions.digest.planning import Planner
from gazette.subscriptions.digest.rates import RatesReader
from gazette.subscriptions.digest.readers import ReaderStates
from gazette.subscriptions.digest.repository import IssueRepository
from gazette.subscriptions.digest.sending import PageSender
from gazette.subscriptions.digest.stories import StoryReader
from gazette.subscriptions.digest.supervision import Supervisor
from gazette.subscriptions.digest.token_bucket import TokenBucket
from tests.support import aws
from tests.support.newsletter import ISSUE, MORNING, Newsletter, check_sum
from tests.support.subscribers import run_at_once

pytestmark = pytest.mark.dynamodb_local

READERS = [f"{number:03d}{999 - number:03d}" for number in range(120)]
"""Of one shard, so on three pages."""


class FakeMailing:
    """Counts the mails of each reader."""

    def __init__(self) -> None:
        self.received: Counter[str] = Counter()
        self._lock = threading.Lock()

    def build(self, content: dict[str, Any], reader: str) -> Mail:
        return Mail(content["stories"][0]["title"].encode(), {"reader": reader})

    def send(self, mail: Mail, to: str) -> str:
        with self._lock:
            self.received[to] += 1
        return "id"


@pytest.fixture
def site(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> Newsletter:
    monkeypatch.setattr("tests.support.newsletter.client", lambda _service: dynamodb)
    site = Newsletter()
    site.publish("Metro opens", MORNING - timedelta(hours=2))
    site.subscribe(*READERS)
    return site


@pytest.fixture
def planner(dynamodb: Any) -> Planner:
    aws.client("sqs").create_queue(QueueName=os.environ["PAGES_QUEUE"])
    return Planner(
        IssueRepository(dynamodb, os.environ["SUBSCRIBERS_TABLE"]),
        PageRepository(dynamodb, os.environ["SUBSCRIBERS_TABLE"]),
        StoryReader(dynamodb, os.environ["LISTINGS_TABLE"], os.environ["ARTICLES_TABLE"]),
        RatesReader(dynamodb, os.environ["RATES_TABLE"]),
        JobRepository(os.environ["JOBS_TABLE"], dynamodb),
        PageQueue(aws.client("sqs"), os.environ["PAGES_QUEUE"]),
        EventSourceMapping(aws.client("lambda"), os.environ["PAGES_MAPPING"]),
        lambda _ids: None,
        "Asia/Tashkent",
    )


@pytest.fixture
def send(dynamodb: Any, planner: Planner) -> Callable[[FakeMailing], PageSender]:
    def build(mailing: FakeMailing) -> PageSender:
        states = ReaderStates(dynamodb, os.environ["SUBSCRIBERS_TABLE"], os.environ["LISTINGS_TABLE"])
        bucket = TokenBucket(10_000, lambda: 0.0, lambda _seconds: None)
        new_id = lambda: str(ULID())  # noqa: E731
        return PageSender(
            planner.issues, planner.pages, states, dynamodb, mailing, bucket, 4, lambda: MORNING, lambda: True, new_id
        )

    return build


def test_planners_and_senders_at_once_send_each_mail_once_and_the_figures_add_up(site, planner, send, dynamodb):
    def plan() -> None:
        planner.plan("daily", "en", MORNING, MORNING)

    def make_pages() -> None:
        for id in planner.jobs.list_due(MORNING):
            run_job(
                planner.jobs,
                id,
                lambda job: planner.make_pages(job, MORNING),
                clock=lambda: MORNING,
                has_time=lambda: True,
            )

    run_at_once([plan] * 10)
    run_at_once([make_pages] * 5)
    pages = planner.pages.count_pages(ISSUE)["waiting"]
    assert len(pages) == 3
    mailing = FakeMailing()
    senders = [send(mailing) for _ in range(6)]
    run_at_once([lambda one=one, page=page: one.send_page(PageName(ISSUE, page)) for one in senders for page in pages])
    later = MORNING + timedelta(minutes=1)
    for page in pages:
        senders[0].send_page(PageName(ISSUE, page))
    assert mailing.received == {f"{name}@example.org": 1 for name in READERS}
    purge_queue()
    assert Supervisor(dynamodb, planner).run(later) == {ISSUE: "sent"}
    report = sum_up(planner.issues.get(ISSUE), {})
    check_sum(report)
    assert (report["queued"], report["sent"]) == (120, 120)
    assert planner.pages.count_readers("daily", "en") == 120


def test_a_stop_at_the_same_moment_loses_nobody_in_the_figures(site, planner, send, dynamodb):
    planner.plan("daily", "en", MORNING, MORNING)
    for id in planner.jobs.list_due(MORNING):
        run_job(
            planner.jobs, id, lambda job: planner.make_pages(job, MORNING), clock=lambda: MORNING, has_time=lambda: True
        )
    pages = planner.pages.count_pages(ISSUE)["waiting"]
    mailing = FakeMailing()
    sends = [lambda page=page: send(mailing).send_page(PageName(ISSUE, page)) for page in pages]
    run_at_once([*sends, lambda: planner.issues.stop(ISSUE, MORNING)])
    purge_queue()
    Supervisor(dynamodb, planner).run(MORNING + timedelta(minutes=1))
    report = sum_up(planner.issues.get(ISSUE), {})
    check_sum(report)
    assert report["queued"] == report["sent"] + report["skipped"].get("stopped", 0) == 120
    assert report["sent"] == len(mailing.received)


def purge_queue() -> None:
    """The pages were sent without their messages."""
    sqs, queue = aws.client("sqs"), os.environ["PAGES_QUEUE"]
    sqs.delete_queue(QueueUrl=queue)
    sqs.create_queue(QueueName=queue)
