"""Two workers at one post: what comes during a call of Telegram is not lost, and nothing is sent twice."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from gazette.errors import Unavailable
from gazette.settings import Settings
from gazette.subscriptions.telegram.announcer import Announcer
from gazette.subscriptions.telegram.present_article import PresentArticles
from gazette.subscriptions.telegram.repository import PostRepository, StalePost
from tests.support.articles import commands, minutes, new_id, publish_draft, save_draft
from tests.support.telegram import CHANNEL, DirectBot, Newsroom, WorkerDied, newsroom

__all__ = ["commands", "newsroom", "publish_draft", "save_draft"]


@pytest.fixture
def bot() -> DirectBot:
    return DirectBot([CHANNEL])


@pytest.fixture
def posts(dynamodb: Any) -> PostRepository:
    return PostRepository(os.environ["JOBS_TABLE"], dynamodb)


@pytest.fixture
def announcer(bot: DirectBot, posts: PostRepository, dynamodb: Any) -> Announcer:
    articles = PresentArticles(os.environ["ARTICLES_TABLE"], dynamodb)
    channels = Settings(os.environ).telegram_channels
    return Announcer(articles, posts, bot, channels, clock=lambda: minutes(5), new_id=new_id)  # type: ignore[arg-type]


def shown(bot: DirectBot) -> list[str]:
    return [message.text.split("</b>")[0].removeprefix("<b>") for message in bot.channels.list_messages(CHANNEL)]


def test_of_two_deliveries_at_once_one_sends(announcer: Announcer, bot: DirectBot, publish_draft: Any) -> None:
    article, outcomes = publish_draft(), list[str]()
    bot.meanwhile = [lambda: outcomes.append(announcer.process(article.id, may_announce=True))]
    assert announcer.process(article.id, may_announce=True) == "posted"
    assert (outcomes, bot.sent) == (["nothing"], 1)


@pytest.mark.parametrize("change", ["correct", "withdraw"])
def test_a_change_during_a_call_reaches_the_channel_though_its_event_was_left_to_the_other_worker(
    announcer: Announcer, bot: DirectBot, publish_draft: Any, newsroom: Newsroom, change: str
) -> None:
    article = publish_draft()
    changes: dict[str, Callable[[], Any]] = {
        "correct": lambda: newsroom.correct(article, title="B"),
        "withdraw": lambda: newsroom.withdraw(article),
    }
    bot.meanwhile = [changes[change], lambda: announcer.process(article.id, may_announce=True)]
    announcer.process(article.id, may_announce=True)
    assert (shown(bot), bot.sent) == (["B"] if change == "correct" else [], 1)


def test_an_article_that_changes_all_the_time_is_left_to_the_next_delivery(
    announcer: Announcer, bot: DirectBot, publish_draft: Any, newsroom: Newsroom
) -> None:
    article = publish_draft()

    def correct() -> None:
        nonlocal article
        article = newsroom.correct(article, title=f"B {new_id()}")
        bot.meanwhile = [correct]

    bot.meanwhile = [correct]
    with pytest.raises(Unavailable):
        announcer.process(article.id, may_announce=True)
    bot.meanwhile = []
    announcer.process(article.id)
    assert (shown(bot), bot.sent) == ([article.title], 1)


@pytest.mark.parametrize("dies", ["before", "after"])
def test_a_change_whose_worker_died_is_made_again_after_the_lease(
    announcer: Announcer,
    bot: DirectBot,
    posts: PostRepository,
    publish_draft: Any,
    newsroom: Newsroom,
    monkeypatch: pytest.MonkeyPatch,
    dies: str,
) -> None:
    article = publish_draft()
    announcer.process(article.id, may_announce=True)
    newsroom.correct(article, title="B")
    bot.dies = dies
    with pytest.raises(WorkerDied):
        announcer.process(article.id)
    assert announcer.process(article.id) == "nothing"
    monkeypatch.setattr(announcer, "_clock", lambda: minutes(8))
    assert announcer.process(article.id) == "posted"
    assert (shown(bot), bot.sent) == (["B"], 1)


def test_a_post_that_was_written_since_it_was_read_is_not_written(
    announcer: Announcer, posts: PostRepository, publish_draft: Any
) -> None:
    article = publish_draft()
    announcer.process(article.id, may_announce=True)
    read = posts.get(article.id)
    assert read is not None
    posts.save(read, minutes(6))
    with pytest.raises(StalePost):
        posts.save(read, minutes(6))
    with pytest.raises(StalePost):
        posts.forget(read)
