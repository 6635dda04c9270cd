"""What a person asks for: a new post of an article, and another try of what Telegram did not carry out."""

from datetime import timedelta
from typing import Any

import pytest

from functions.announcer import handler as announcer
from gazette.articles.model import Article
from gazette.errors import Conflict
from tests.support.articles import commands, publish_draft, save_draft
from tests.support.telegram import (
    BotServer,
    Clock,
    Newsroom,
    bot,
    clock,
    give_up,
    invoke,
    newsroom,
    read_post,
    wake,
)

__all__ = ["bot", "clock", "commands", "newsroom", "publish_draft", "save_draft"]


def list_unfinished() -> list[str]:
    return [post.article for post in announcer.posts.list_unfinished()]


def test_a_post_that_is_there_is_not_sent_again(bot: BotServer, publish_draft: Any, newsroom: Newsroom) -> None:
    article = publish_draft()
    newsroom.announce(article)
    with pytest.raises(Conflict):
        invoke({"repost": article.id})
    with pytest.raises(Conflict):
        invoke({"repost": newsroom.withdraw(article).id})
    assert bot.methods == ["sendMessage"]


@pytest.mark.parametrize("step", ["updated", "withdrawn"])
def test_what_was_given_up_is_listed_until_another_try_succeeds(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock, step: str
) -> None:
    article = publish_draft()
    newsroom.announce(article)
    article = newsroom.correct(article, title="B") if step == "updated" else newsroom.withdraw(article)
    give_up(bot, newsroom, article, step, clock)
    assert (list_unfinished(), newsroom.announce(article, step)) == ([article.id], "nothing")
    outcome, texts = (
        ("posted", ["B\n\nRead the story"]) if step == "updated" else ("ended", ["This article was withdrawn."])
    )
    assert invoke({"retry": article.id}) == {article.id: outcome}
    assert (bot.texts, list_unfinished()) == (texts, [])


def test_what_was_given_up_is_made_good_by_the_next_version(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock
) -> None:
    article = publish_draft()
    newsroom.announce(article)
    article = newsroom.withdraw(article)
    give_up(bot, newsroom, article, "withdrawn", clock)
    assert newsroom.announce(newsroom.correct(article, title="It holds")) == "posted"
    assert (bot.texts, list_unfinished()) == (["It holds\n\nRead the story"], [])


def test_a_post_that_was_given_up_or_refused_is_sent_by_another_try(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock
) -> None:
    refused, given_up = publish_draft(title="A"), publish_draft(title="B")
    bot.fail("400", description="Bad Request: can't parse entities")
    assert newsroom.announce(refused) == "refused"
    give_up(bot, newsroom, given_up, "published", clock)
    assert read_post(given_up).state == "given-up"
    for article in (refused, given_up):
        assert invoke({"retry": article.id}) == {article.id: "posted"}
    assert (len(bot.messages), list_unfinished()) == (2, [])


def test_another_try_does_not_wait_for_the_next_one_but_for_telegrams_pause(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock
) -> None:
    kicked, paused = publish_draft(title="A"), publish_draft(title="B")
    bot.fail("403")
    newsroom.announce(kicked)
    assert invoke({"retry": kicked.id}) == {kicked.id: "posted"}
    bot.fail("429", retry_after=134)
    newsroom.announce(paused)
    assert invoke({"retry": paused.id}) == {paused.id: "waits"}
    clock.at += timedelta(seconds=135)
    assert wake(paused) == {paused.id: "posted"}


def test_there_is_no_other_try_of_what_is_done_or_under_way(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock
) -> None:
    posted, lost, claimed = publish_draft(), publish_draft(title="B"), publish_draft(title="C")
    newsroom.announce(posted)
    bot.fail("no-answer")
    assert newsroom.announce(lost) == "unknown"
    claim(claimed, clock)
    for article in (posted, lost, claimed, publish_draft(title="D")):
        with pytest.raises(Conflict):
            invoke({"retry": article.id})
    clock.at += timedelta(minutes=3)
    assert invoke({"retry": claimed.id}) == {claimed.id: "unknown"}
    assert bot.methods == ["sendMessage"] * 2


def claim(article: Article, clock: Clock) -> None:
    """Another worker has begun to send the post."""
    present = announcer.articles.find(article.id)
    assert present is not None
    post = announcer.build_announcer().build_post(present, clock())
    announcer.posts.save(post.begin("send", clock()), clock())
