"""After any history of an article, its events and failures of Telegram, the channel has one post that fits it.

The model allows a post to end as `unknown` only if the answer to its sending was lost, or its worker died after the
claim. What was refused or given up is finished by another try.
"""

import json
import os
from contextlib import suppress
from datetime import timedelta
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cli.local.telegram.markup import parse
from gazette.dynamodb.items import serialize
from gazette.encoding import pack
from gazette.settings import Settings
from gazette.subscriptions.telegram.announcer import Announcer
from gazette.subscriptions.telegram.operator_requests import OperatorRequests
from gazette.subscriptions.telegram.present_article import PresentArticles
from gazette.subscriptions.telegram.repository import PostRepository
from gazette.times import timestamp
from tests.support.articles import NOON, new_id
from tests.support.aws import clear_tables
from tests.support.telegram import DirectBot, WorkerDied

CHANNEL = "paper"
MOSTLY = st.sampled_from([True, True, False])
REFUSAL = "Bad Request: can't parse entities"
FAILURES = st.sampled_from([None, None, "429", "500", "403", "400", REFUSAL, "no-answer", "dropped"])
DEATHS = st.sampled_from([*[""] * 10, "before", "after"])


class Posts(RuleBasedStateMachine):
    @initialize(failure=FAILURES)
    def begin(self, failure: str | None) -> None:
        """The article is published, and the event of it comes."""
        clear_tables()
        dynamodb, self.settings = boto3.client("dynamodb"), Settings(os.environ)
        self.dynamodb, self.bot, self.now = dynamodb, DirectBot([CHANNEL]), NOON
        self.posts = PostRepository(self.settings.table("jobs"), dynamodb)
        self.articles = PresentArticles(self.settings.table("articles"), dynamodb)
        self.announcer = Announcer(
            self.articles,
            self.posts,
            self.bot,  # type: ignore[arg-type]
            {"en": CHANNEL},
            clock=lambda: self.now,
            new_id=new_id,
        )
        self.requests = OperatorRequests(self.announcer, self.articles, self.posts, lambda: self.now)
        self.id, self.version, self.document, self.telegram = new_id(), 1, None, None
        self.events = list[bool]()
        self.change(published=True, telegram=None, silent=False)
        self.deliver(0, failure, "", change=None, again=False)

    def change(self, published: bool, telegram: Any, silent: bool) -> None:
        """The article in its next version, and an event about it."""
        self.version += 1
        self.telegram = telegram
        url = "https://news.example/en/a"
        title = f"Version {self.version}"
        self.document = {"title": title, "url": url, "published_at": timestamp(NOON)} if published else None
        state = {"view": pack(json.dumps(self.document))} if published else {"gone": {"at": timestamp(self.now)}}
        item = {"address": self.id, "id": self.id, "lang": "en", "version": self.version, "telegram": telegram, **state}
        self.dynamodb.put_item(TableName=self.settings.table("articles"), Item=serialize(item))
        self.events.append(published and not silent)

    @rule(published=MOSTLY, telegram=st.sampled_from([None, None, False, "Own text"]), silent=st.booleans())
    def edit(self, published: bool, telegram: Any, silent: bool) -> None:
        self.change(published, telegram, silent)

    @rule(number=st.integers(0, 9), failure=FAILURES, dies=DEATHS, change=st.none() | MOSTLY, again=st.booleans())
    def deliver(self, number: int, failure: str | None, dies: str, change: bool | None, again: bool) -> None:
        """Any event comes, also one that came before. During its call of Telegram another one may come, the article may
        change, and the worker may die."""
        if failure:
            self.bot.failures.plan(plan(failure))
        self.bot.dies = dies
        if again:
            self.bot.meanwhile.append(lambda: self.process(number))
        if change is not None:
            self.bot.meanwhile.append(lambda: self.change(change, None, silent=False))
        self.process(number)
        self.bot.failures.plan([])
        self.bot.meanwhile.clear()
        self.bot.dies = ""
        if change is not None:
            self.process(len(self.events) - 1)

    def process(self, number: int) -> None:
        with suppress(WorkerDied):
            self.announcer.process(self.id, may_announce=self.events[number % len(self.events)])

    @precondition(lambda self: self.bot.sent)
    @rule(failure=st.sampled_from(["500", "403", REFUSAL]))
    def fail_for_days(self, failure: str) -> None:
        """Telegram fails until everything is given up."""
        self.bot.failures.plan(plan(failure, times=1000))
        self.process(len(self.events) - 1)
        for _ in range(8 * 3):
            self.pass_time(8 * 60)
        self.bot.failures.plan([])

    @rule(minutes=st.sampled_from([1, 20, 90]))
    def pass_time(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.bot.now = self.now
        for post in self.posts.list_due(self.now):
            list(self.announcer.process_due(lambda: True, first=post.article))

    @invariant()
    def one_post_at_most(self) -> None:
        assert self.bot.sent <= 1

    def teardown(self) -> None:
        """All events come, Telegram works again, and an operator asks for another try of what was given up."""
        for number in range(len(self.events)):
            self.process(number)
        for _ in range(5):
            self.pass_time(90)
        if (failed := self.posts.get(self.id)) and failed.failed_version:
            assert failed in self.posts.list_unfinished()
            assert failed.state == "given-up" or failed.failed_version == self.version
            self.requests.retry(self.id)
        post = self.posts.get(self.id)
        assert self.posts.list_due(self.now + timedelta(days=9)) == []
        shown = [parse(message.text).split("\n")[0] for message in self.bot.channels.list_messages(CHANNEL)]
        wanted = self.document is not None and self.telegram is not False
        if post is None:
            assert shown == []
            assert not (wanted and any(self.events) and self.now - NOON < timedelta(hours=6))
        elif post.state == "posted":
            assert shown == [self.telegram or self.document["title"]]  # type: ignore[index]
        elif post.state == "ended":
            assert shown in (["This post was taken back."], ["This article was withdrawn."])
            assert not wanted
        elif post.state == "deleted":
            assert shown == []
        else:
            assert (post.state, self.bot.lost) == ("unknown", 1)
            assert len(shown) == self.bot.sent


def plan(failure: str, times: int = 1) -> dict[str, Any]:
    refusal = {"failure": "400", "description": REFUSAL}
    return {"times": times, **(refusal if failure == REFUSAL else {"failure": failure})}


TestPosts = Posts.TestCase
TestPosts.settings = settings(
    max_examples=15, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
class TestManyPosts(Posts.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(max_examples=120, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck))
