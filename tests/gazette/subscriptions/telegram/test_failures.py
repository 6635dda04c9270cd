"""Steps that fail: nothing is lost, and a message that readers must not see is not left without a word."""

from datetime import timedelta
from typing import Any

import pytest

from functions.announcer import handler as announcer
from gazette.errors import Unavailable
from gazette.subscriptions.telegram import steps
from gazette.subscriptions.telegram.bot_api import BotApi
from tests.support.articles import commands, minutes, publish_draft, save_draft
from tests.support.media import media, put_picture
from tests.support.swallowed import swallowed
from tests.support.telegram import (
    BotServer,
    Clock,
    Newsroom,
    bot,
    clock,
    give_up,
    list_due,
    newsroom,
    read_post,
    wake,
)

__all__ = ["bot", "clock", "commands", "media", "newsroom", "publish_draft", "put_picture", "save_draft"]

CANNOT_PARSE = "Bad Request: can't parse entities"


@pytest.mark.parametrize("description", ["", "Bad Request: message can't be edited"])
def test_a_removal_is_tried_for_a_week_and_counted_from_its_second_hour(
    bot: BotServer,
    publish_draft: Any,
    newsroom: Newsroom,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    description: str,
) -> None:
    article = publish_draft()
    newsroom.announce(article)
    article, begun = newsroom.withdraw(article), clock.at
    if description:
        bot.fail("400", times=1000, description=description)
    else:
        bot.fail("500", times=1000)
    assert newsroom.announce(article, "withdrawn") == "waits"
    for hours, counts in ((1, False), (3, True)):
        while clock.at - begun < timedelta(hours=hours):
            clock.at += timedelta(minutes=5)
            if list_due(clock.at):
                wake(article)
        assert (("telegram-post-stays", 1) in swallowed(caplog)) == counts
    assert read_post(article).reason == f"not removed: {description or 'status 500'}"
    give_up(bot, newsroom, article, "withdrawn", clock)
    assert timedelta(days=6, hours=22) < clock.at - begun < timedelta(days=7, hours=1)
    assert swallowed(caplog)[-1] == ("telegram-post-given-up", 1)


def test_a_removal_whose_failure_passes_is_done_after_days(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock
) -> None:
    article = publish_draft()
    newsroom.announce(article)
    article = newsroom.withdraw(article)
    bot.fail("403", times=1000)
    newsroom.announce(article, "withdrawn")
    begun = clock.at
    while clock.at - begun < timedelta(hours=40):
        clock.at += timedelta(hours=1)
        wake(article)
    bot.failures.plan([])
    clock.at += timedelta(hours=1)
    assert wake(article) == {article.id: "deleted"}
    assert bot.messages == []


def test_an_unknown_post_of_an_article_that_is_withdrawn_is_counted_once(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    article = publish_draft()
    bot.fail("no-answer")
    newsroom.announce(article)
    article = newsroom.withdraw(article)
    assert newsroom.announce(article, "withdrawn") == "unknown"
    assert newsroom.announce(article, "withdrawn") == "nothing"
    assert swallowed(caplog) == [("telegram-post-unknown", 1), ("telegram-post-stays", 1)]
    assert "may have" in read_post(article).reason


def test_the_photo_of_a_late_withdrawal_is_left_to_a_person(
    bot: BotServer,
    publish_draft: Any,
    newsroom: Newsroom,
    clock: Clock,
    put_picture: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    article = publish_draft(image={"media": put_picture().id})
    newsroom.announce(article)
    clock.at += timedelta(days=3)
    assert newsroom.announce(newsroom.withdraw(article), "withdrawn") == "ended"
    assert swallowed(caplog) == [("telegram-photo-stays", 1)]
    assert [post.article for post in announcer.posts.list_unfinished()] == [article.id]


def test_an_error_of_the_text_leaves_a_post_unclaimed(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, waiting = publish_draft(title="A"), publish_draft(title="B")
    bot.fail("500")
    newsroom.announce(waiting)
    before = read_post(waiting)
    clock.at += timedelta(minutes=2)
    with monkeypatch.context() as broken:
        broken.setattr(steps, "build_post", raise_error)
        with pytest.raises(ValueError, match="odd"):
            newsroom.announce(new)
        assert wake(waiting) == {}
    assert (announcer.posts.get(new.id), read_post(waiting)) == (None, before)
    assert (newsroom.announce(new), wake(waiting)) == ("posted", {waiting.id: "posted"})


def raise_error(*_: Any, **__: Any) -> Any:
    raise ValueError("odd")


@pytest.mark.parametrize("reads", [0, 1])
def test_a_token_that_cannot_be_read_before_or_after_the_claim_leaves_the_post_waiting(
    bot: BotServer,
    publish_draft: Any,
    newsroom: Newsroom,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    reads: int,
) -> None:
    article, left = publish_draft(), reads

    def load_token(_refresh: bool) -> str:
        nonlocal left
        left -= 1
        if left < 0:
            raise Unavailable()
        return "1:local"

    with monkeypatch.context() as busy:
        busy.setattr(announcer.BotApi, "from_settings", lambda _settings: BotApi(bot.url, load_token))
        assert newsroom.announce(article) == "waits"
    assert (bot.calls, read_post(article).reason) == ([], "not sent: the token cannot be read")
    clock.at += timedelta(minutes=2)
    assert wake(article) == {article.id: "posted"}


@pytest.mark.parametrize("failure", ["500", "400"])
def test_a_post_whose_language_has_lost_its_channel_is_forgotten(
    bot: BotServer,
    publish_draft: Any,
    newsroom: Newsroom,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    failure: str,
) -> None:
    article, posted = publish_draft(title="A"), publish_draft(title="B")
    newsroom.announce(posted)
    bot.fail(failure, description=CANNOT_PARSE)
    newsroom.announce(article)
    article, posted = newsroom.correct(article, title="A2"), newsroom.correct(posted, title="B2")
    clock.at = minutes(30)
    monkeypatch.setenv("TELEGRAM_CHANNELS", "ru=@gazette_ru")
    assert newsroom.announce(article, "updated") == "forgotten"
    assert newsroom.announce(posted, "updated") == "posted"
    assert (bot.texts, announcer.posts.list_unfinished()) == (["B2\n\nRead the story"], [])


@pytest.mark.parametrize("step", ["updated", "withdrawn"])
def test_a_refused_post_is_forgotten_as_soon_as_it_is_not_wanted(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, step: str
) -> None:
    article = publish_draft()
    bot.fail("400", description=CANNOT_PARSE)
    assert newsroom.announce(article) == "refused"
    article = newsroom.correct(article, telegram=False) if step == "updated" else newsroom.withdraw(article)
    assert newsroom.announce(article, step) == "forgotten"
    assert announcer.posts.list_unfinished() == []


def test_an_unknown_post_of_an_article_that_is_published_again_is_no_warning(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom
) -> None:
    article = publish_draft()
    bot.fail("no-answer")
    assert newsroom.announce(article) == "unknown"
    withdrawn = newsroom.withdraw(article)
    newsroom.announce(withdrawn, "withdrawn")
    assert "withdrawn" in read_post(article).reason
    again = newsroom.correct(withdrawn, title="Once more")
    newsroom.announce(again)
    assert read_post(article).reason == "Telegram's answer was lost"
    assert newsroom.announce(again) == "nothing"
