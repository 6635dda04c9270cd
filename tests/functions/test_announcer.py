"""Posts of articles in their channel: what is sent, changed and deleted, over HTTP and with the template's tables."""

import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from cli.local.telegram import TOKEN
from functions.announcer import handler as announcer
from gazette.errors import Malformed
from gazette.jobs.repository import JobRepository
from gazette.subscriptions.telegram.bot_api import CONNECT_SECONDS, READ_SECONDS
from gazette.subscriptions.telegram.model import LEASE
from tests.support.articles import NOON, minutes, new_id
from tests.support.events import Context
from tests.support.iam import Calls, refused, role
from tests.support.media import media, put_picture
from tests.support.swallowed import swallowed
from tests.support.telegram import (
    CHANNEL,
    BotServer,
    Clock,
    Newsroom,
    bot,
    clock,
    invoke,
    list_due,
    newsroom,
    read_post,
    wake,
)

__all__ = ["bot", "clock", "media", "newsroom", "put_picture"]

DAY = timedelta(days=1)
LINK = "Read the story"


@pytest.fixture(autouse=True)
def logs_are_clean(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], bot: BotServer
) -> Iterator[None]:
    """No log line of any test has the token, the id or name of the chat, or text of an article."""
    with caplog.at_level(logging.INFO):
        yield
    records = caplog.get_records("call")
    written = "".join(str(vars(record)) for record in records) + "".join(capfd.readouterr())
    assert not bot.calls or "gazette" in {record.name for record in records}, "the log of the function is seen"
    for secret in (TOKEN, CHANNEL, *map(str, bot.channels.ids.values()), "A summit"):
        assert secret not in written


def test_a_publication_is_one_post_with_its_link(bot: BotServer, publish_draft: Any, newsroom: Newsroom) -> None:
    article = publish_draft(title="A & B", dek="It opens.")
    assert newsroom.announce(article) == "posted"
    [(method, parameters)] = bot.calls
    assert (method, parameters["chat_id"]) == ("sendMessage", f"@{CHANNEL}")
    assert parameters["text"] == (
        f'<b>A &amp; B</b>\n\nIt opens.\n\n<a href="https://news.example/en/{article.slug}">{LINK}</a>'
    )
    assert parameters["link_preview_options"]["url"] == f"https://news.example/en/{article.slug}"


def test_a_picture_is_a_photo_with_a_caption(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, put_picture: Any
) -> None:
    picture = put_picture()
    newsroom.announce(publish_draft(image={"media": picture.id}, dek="д" * 1000))
    [message] = bot.messages
    assert message.photo == f"https://news.example{picture.renditions.share.path}"
    [text] = bot.texts
    assert len(text) <= 1024
    assert text.endswith(f"…\n\n{LINK}")


def test_a_correction_changes_the_post_also_if_it_is_silent(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, put_picture: Any
) -> None:
    for image in (None, {"media": put_picture().id}):
        article = publish_draft(image=image)
        newsroom.announce(article)
        article = newsroom.correct(article, title="Another summit", silent=True)
        assert newsroom.announce(article, "updated", silent=True) == "posted"
        assert "Another summit" in bot.texts[-1]
    assert bot.methods == ["sendMessage", "editMessageText", "sendPhoto", "editMessageCaption"]


def test_another_picture_replaces_the_photo(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, put_picture: Any
) -> None:
    article, other = publish_draft(image={"media": put_picture().id}), put_picture()
    newsroom.announce(article)
    article = newsroom.correct(article, title="B", image={"media": other.id})
    assert newsroom.announce(article, "updated") == "posted"
    newsroom.announce(newsroom.correct(article, title="C"), "updated")
    assert bot.methods == ["sendPhoto", "editMessageMedia", "editMessageCaption"]
    [message] = bot.messages
    assert message.photo == f"https://news.example{other.renditions.share.path}"
    assert bot.texts[0].startswith("C\n")


def test_without_its_picture_a_post_is_sent_anew_as_a_text(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, put_picture: Any
) -> None:
    article = publish_draft(image={"media": put_picture().id})
    newsroom.announce(article)
    article = newsroom.correct(article, image=None)
    assert newsroom.announce(article, "updated") == "posted"
    newsroom.announce(newsroom.correct(article, title="C"), "updated")
    assert bot.methods == ["sendPhoto", "deleteMessage", "sendMessage", "editMessageText"]
    assert [message.photo for message in bot.messages] == [""]


def test_a_photo_that_telegram_does_not_take_in_place_of_another_is_sent_anew(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, put_picture: Any
) -> None:
    article, other = publish_draft(image={"media": put_picture().id}), put_picture()
    newsroom.announce(article)
    bot.fail("400", description="Bad Request: failed to get HTTP URL content")
    assert newsroom.announce(newsroom.correct(article, image={"media": other.id}), "updated") == "posted"
    assert bot.methods == ["sendPhoto", "editMessageMedia", "deleteMessage", "sendPhoto"]
    assert [message.photo for message in bot.messages] == [f"https://news.example{other.renditions.share.path}"]


def test_a_photo_that_cannot_be_removed_is_left_to_a_person(
    bot: BotServer,
    publish_draft: Any,
    newsroom: Newsroom,
    put_picture: Any,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    article = publish_draft(image={"media": put_picture().id})
    newsroom.announce(article)
    clock.at += 3 * DAY
    assert newsroom.announce(newsroom.correct(article, title="B", image=None), "updated") == "posted"
    assert swallowed(caplog) == [("telegram-photo-stays", 1)]
    assert bot.texts[0].startswith("B\n")
    assert [post.article for post in announcer.posts.list_unfinished()] == [article.id]


def test_a_photo_whose_removal_failed_is_removed_later(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock, put_picture: Any
) -> None:
    article = publish_draft(image={"media": put_picture().id})
    newsroom.announce(article)
    bot.fail("500")
    article = newsroom.correct(article, image=None)
    assert newsroom.announce(article, "updated") == "waits"
    clock.at += timedelta(minutes=2)
    assert wake(article) == {article.id: "posted"}
    assert newsroom.announce(article, "updated") == "nothing"
    assert bot.methods == ["sendPhoto", "deleteMessage", "deleteMessage", "sendMessage"]


def test_a_withdrawal_deletes_the_post_for_ever(bot: BotServer, publish_draft: Any, newsroom: Newsroom) -> None:
    article = publish_draft()
    newsroom.announce(article)
    article = newsroom.withdraw(article)
    assert newsroom.announce(article, "withdrawn") == "deleted"
    article = newsroom.correct(article, title="Again")
    assert newsroom.announce(article, "published") == "nothing"
    assert (bot.messages, bot.methods) == ([], ["sendMessage", "deleteMessage"])


@pytest.mark.parametrize("with_picture", [False, True])
def test_a_late_withdrawal_says_so_and_a_new_publication_takes_it_back(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock, put_picture: Any, with_picture: bool
) -> None:
    article = publish_draft(image={"media": put_picture().id} if with_picture else None)
    newsroom.announce(article)
    clock.at += 3 * DAY
    article = newsroom.withdraw(article, note="The source <lied>.")
    assert newsroom.announce(article, "withdrawn") == "ended"
    assert bot.texts == ["This article was withdrawn.\n\nThe source <lied>."]
    newsroom.announce(newsroom.correct(article, title="It holds"), "published")
    assert bot.texts[0].startswith("It holds")
    assert "deleteMessage" not in bot.methods


def test_a_deletion_that_telegram_refuses_becomes_a_change(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom
) -> None:
    article = publish_draft()
    newsroom.announce(article)
    bot.fail("400", description="Bad Request: message can't be deleted for everyone")
    assert newsroom.announce(newsroom.withdraw(article), "withdrawn") == "ended"
    assert bot.texts == ["This article was withdrawn."]


def test_a_message_that_a_person_deleted_is_not_sent_again(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom
) -> None:
    article = publish_draft()
    newsroom.announce(article)
    bot.channels.change(bot.messages[0], deleted=True)
    article = newsroom.correct(article, title="B")
    assert newsroom.announce(article, "updated") == "deleted"
    assert newsroom.announce(newsroom.withdraw(article), "withdrawn") == "nothing"
    assert bot.methods == ["sendMessage", "editMessageText"]


def test_a_change_that_telegram_does_not_see_is_a_success(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    article = publish_draft()
    newsroom.announce(article)
    article = newsroom.correct(article, body="Another body.")
    assert newsroom.announce(article, "updated") == "posted"
    assert (bot.methods[-1], read_post(article).article_version) == ("editMessageText", article.version)
    assert swallowed(caplog) == []


@pytest.mark.parametrize(
    "fields", [{"kind": "page"}, {"lang": "ru"}, {"telegram": False}], ids=["page", "no channel", "no post"]
)
def test_what_is_not_to_be_announced_has_no_post(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, fields: dict[str, Any]
) -> None:
    assert newsroom.announce(publish_draft(**fields)) == "nothing"
    assert bot.calls == []


def test_a_silent_publication_and_an_old_one_are_not_announced(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock
) -> None:
    article = publish_draft()
    assert newsroom.announce(article, silent=True) == "nothing"
    clock.at = minutes(6 * 60 + 1)
    assert newsroom.announce(article) == "nothing"
    assert bot.calls == []


def test_an_own_text_replaces_title_and_dek(bot: BotServer, publish_draft: Any, newsroom: Newsroom) -> None:
    article = publish_draft(label="sponsored", telegram="Look:\n1 < 2")
    newsroom.announce(article)
    assert bot.texts == [f"Sponsored\n\nLook:\n1 < 2\n\n{LINK}"]
    newsroom.announce(newsroom.correct(article, telegram=None), "updated")
    assert bot.texts == [f"Sponsored\n\nA summit\n\n{LINK}"]


def test_a_post_that_is_no_longer_wanted_is_deleted(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock
) -> None:
    early, late = publish_draft(), publish_draft(title="A late summit")
    newsroom.announce(early)
    newsroom.announce(late)
    early = newsroom.correct(early, telegram=False)
    assert newsroom.announce(early, "updated") == "deleted"
    assert newsroom.announce(newsroom.correct(early, telegram=None), "updated") == "nothing"
    clock.at += 3 * DAY
    assert newsroom.announce(newsroom.correct(late, telegram=False), "updated") == "ended"
    assert bot.texts == ["This post was taken back."]


def test_events_in_any_order_and_again_make_one_post(bot: BotServer, publish_draft: Any, newsroom: Newsroom) -> None:
    events = ("published", "updated", "updated")
    for order in permutations(range(len(events))):
        article = publish_draft()
        for _ in range(2):
            article = newsroom.correct(article, title=f"B {new_id()}")
        for position in (*order, *order):
            newsroom.announce(article, events[position])
        assert bot.texts[-1].startswith(str(article.title))
    assert len(bot.messages) == bot.methods.count("sendMessage") == 6
    for position in range(3):
        newsroom.announce(newsroom.withdraw(publish_draft()), ("withdrawn", *events)[position])
    assert len(bot.messages) == 6


# --- Failures of Telegram ---------------------------------------------------------------------------------------------


def test_a_pause_holds_all_posts_of_the_channel_in_order(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    articles = [publish_draft(title=f"Number {number}") for number in range(3)]
    bot.fail("429", retry_after=134)
    assert [newsroom.announce(article) for article in articles] == ["waits"] * 3
    assert len(bot.calls) == 1
    assert newsroom.announce(articles[0], "updated") == "nothing"
    assert list_due(clock.at + timedelta(seconds=133)) == []
    clock.at += timedelta(seconds=135)
    # The scheduler wakes a worker for each, in any order.
    due = list_due(clock.at)
    assert [id for article in reversed(articles) for id in wake(article)] == due
    assert [text.split("\n")[0] for text in bot.texts] == [f"Number {[a.id for a in articles].index(id)}" for id in due]
    assert due == sorted(due)
    assert (swallowed(caplog), list_due(clock.at + DAY)) == ([], [])


@pytest.mark.parametrize("step", ["published", "updated"])
def test_an_error_of_telegram_is_repeated_with_growing_pauses_for_a_day(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    article = publish_draft()
    if step != "published":
        newsroom.announce(article)
        article = newsroom.correct(article, title="B")
    bot.fail("500", times=100)
    started, pauses = clock.at, []
    newsroom.announce(article, step)
    while post_due := list_due(clock.at + DAY):
        assert post_due == [article.id]
        before = clock.at
        while not list_due(clock.at):
            clock.at += timedelta(minutes=1)
        pauses.append((clock.at - before) / timedelta(minutes=1))
        wake(article)
    assert pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert clock.at - started < DAY
    assert swallowed(caplog) == [("telegram-post-given-up", 1)]
    assert read_post(article).reason == f"given up, not {'sent' if step == 'published' else 'changed'}: status 500"


def test_telegram_that_is_not_reached_gets_the_post_later(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = publish_draft()
    with monkeypatch.context() as nowhere:
        nowhere.setenv("TELEGRAM_URL", "http://127.0.0.1:1")
        assert newsroom.announce(article) == "waits"
    clock.at += timedelta(minutes=2)
    assert wake(article) == {article.id: "posted"}


@pytest.mark.parametrize(("failure", "in_channel"), [("no-answer", 1), ("dropped", 0)])
def test_a_post_without_an_answer_is_unknown_and_never_repeated(
    bot: BotServer,
    publish_draft: Any,
    newsroom: Newsroom,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    failure: str,
    in_channel: int,
) -> None:
    article = publish_draft()
    bot.fail(failure)
    assert newsroom.announce(article) == "unknown"
    clock.at += timedelta(hours=5)
    assert list_due(clock.at) == []
    article = newsroom.correct(article, title="B")
    assert newsroom.announce(article, "updated") == "nothing"
    assert (len(bot.calls), len(bot.messages)) == (1, in_channel)
    assert swallowed(caplog) == [("telegram-post-unknown", 1)]
    assert [post.article for post in announcer.posts.list_unfinished()] == [article.id]
    assert invoke({"repost": article.id}) == {article.id: "posted"}
    assert (bot.texts[-1].split("\n")[0], announcer.posts.list_unfinished()) == ("B", [])


@pytest.mark.parametrize("step", ["updated", "withdrawn"])
def test_a_change_without_an_answer_is_repeated(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock, step: str
) -> None:
    article = publish_draft()
    newsroom.announce(article)
    article = newsroom.correct(article, title="B") if step == "updated" else newsroom.withdraw(article)
    bot.fail("no-answer")
    assert newsroom.announce(article, step) == "waits"
    clock.at += timedelta(minutes=2)
    assert wake(article) == {article.id: "posted" if step == "updated" else "deleted"}
    assert [text.split("\n")[0] for text in bot.texts] == (["B"] if step == "updated" else [])


def test_a_function_that_ends_during_its_call_leaves_an_unknown_post(
    bot: BotServer,
    publish_draft: Any,
    newsroom: Newsroom,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    article = publish_draft()
    with monkeypatch.context() as killed:
        killed.setattr("gazette.subscriptions.telegram.steps.Steps.carry_out", end_the_process)
        with pytest.raises(SystemExit):
            newsroom.announce(article)
    assert newsroom.announce(article) == "nothing"  # Lambda repeats the event while the claim holds
    clock.at += timedelta(minutes=3)
    assert wake(article) == {article.id: "unknown"}
    assert (bot.calls, swallowed(caplog)) == ([], [("telegram-post-unknown", 1)])


def end_the_process(*_: Any) -> None:
    raise SystemExit


@pytest.mark.parametrize(
    ("failure", "description"),
    [
        ("403", "Forbidden: bot was kicked from the channel chat"),
        ("403", "Forbidden: bot is not a member of the channel chat"),
        ("400", "Bad Request: chat not found"),
        ("400", "Bad Request: need administrator rights in the channel chat"),
        ("401", "Unauthorized"),
    ],
)
def test_a_channel_that_refuses_the_bot_gets_its_post_when_it_is_repaired(
    bot: BotServer,
    publish_draft: Any,
    newsroom: Newsroom,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    put_picture: Any,
    failure: str,
    description: str,
) -> None:
    article = publish_draft(image={"media": put_picture().id})
    bot.fail(failure, description=description)
    assert newsroom.announce(article) == "waits"
    assert swallowed(caplog) == [("telegram-channel-refuses", 1)]
    assert list_due(clock.at + timedelta(minutes=14)) == []
    clock.at += timedelta(minutes=16)
    assert wake(article) == {article.id: "posted"}
    assert bot.methods == ["sendPhoto", "sendPhoto"]


@pytest.mark.parametrize("description", ["failed to get HTTP URL content", "wrong type of the web page content"])
def test_a_photo_that_telegram_refuses_is_left_out_once(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, put_picture: Any, description: str
) -> None:
    article = publish_draft(image={"media": put_picture().id})
    bot.fail("400", description=f"Bad Request: {description}")
    assert newsroom.announce(article) == "posted"
    article = newsroom.correct(article, title="B")
    newsroom.announce(article, "updated")
    assert bot.methods == ["sendPhoto", "sendMessage", "editMessageText"]


def test_a_text_that_telegram_refuses_is_tried_again_in_its_next_version(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    article = publish_draft()
    bot.fail("400", description="Bad Request: can't parse entities")
    assert newsroom.announce(article) == "refused"
    assert newsroom.announce(article) == "nothing"
    assert swallowed(caplog) == [("telegram-post-refused", 1)]
    assert newsroom.announce(newsroom.correct(article, title="B"), "updated") == "posted"


def test_a_chat_that_got_another_id_is_called_by_it(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [publish_draft(), publish_draft()]
    moved = bot.channels.ids[CHANNEL]
    bot.fail("400", description="Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=moved)
    assert [newsroom.announce(article) for article in articles] == ["posted", "posted"]
    assert [parameters["chat_id"] for _, parameters in bot.calls] == [f"@{CHANNEL}", moved, moved]


def test_without_a_token_nothing_is_posted_or_counted(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.support.aws import client, forget_parameters
    from tests.support.telegram import PARAMETER

    client("ssm").delete_parameter(Name=PARAMETER)
    forget_parameters()
    assert newsroom.announce(publish_draft()) == "nothing"
    assert (bot.calls, swallowed(caplog), list_due(NOON + DAY)) == ([], [], [])


def test_an_article_that_is_withdrawn_before_its_post_was_sent_has_had_none(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock
) -> None:
    article = publish_draft()
    bot.fail("429", retry_after=33)
    newsroom.announce(article)
    article = newsroom.withdraw(article)
    clock.at += timedelta(minutes=1)
    assert wake(article) == {article.id: "forgotten"}
    assert newsroom.announce(newsroom.correct(article, title="B")) == "posted"
    assert len(bot.messages) == 1


def test_a_post_that_waits_is_forgotten_as_soon_as_it_is_not_wanted(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom
) -> None:
    for failure in ("403", "500"):
        article = publish_draft()
        bot.fail(failure)
        assert newsroom.announce(article) == "waits"
        assert newsroom.announce(newsroom.correct(article, telegram=False), "updated") == "forgotten"
    assert (bot.messages, announcer.posts.list_unfinished()) == ([], [])


def test_one_damaged_post_does_not_stop_the_others(
    bot: BotServer, publish_draft: Any, newsroom: Newsroom, clock: Clock, tables: Any, caplog: pytest.LogCaptureFixture
) -> None:
    articles = [publish_draft(title=f"Number {number}") for number in range(2)]
    bot.fail("429")
    for article in articles:
        newsroom.announce(article)
    tables.remove("articles", {"address": articles[0].id})
    tables.put("articles", {"address": articles[0].id, "view": b"damaged"})
    clock.at += timedelta(minutes=1)
    assert wake(articles[0]) == {articles[1].id: "posted"}
    assert swallowed(caplog) == [("telegram-post-waits", 1)]


# --- Beside jobs ------------------------------------------------------------------------------------------------------


def test_a_post_is_claimed_for_longer_than_its_function_runs(stack: Any) -> None:
    """And the function begins a post only while there is time for three calls, the most of a step."""
    timeout = dict(stack.of_type("AWS::Lambda::Function"))["AnnouncerFunction"]["Timeout"]
    assert timeout < LEASE.total_seconds()
    assert 3 * (CONNECT_SECONDS + READ_SECONDS) * 1000 < announcer.MAX_POST_MS < timeout * 1000


def test_an_event_without_an_article_is_refused() -> None:
    with pytest.raises(Malformed):
        announcer.handler({"detail": {}}, Context())


def test_a_post_is_no_job(bot: BotServer, publish_draft: Any, newsroom: Newsroom, dynamodb: Any) -> None:
    article = publish_draft()
    bot.fail("429", retry_after=30)
    newsroom.announce(article)
    jobs = JobRepository(os.environ["JOBS_TABLE"], dynamodb)
    assert (jobs.get(f"telegram/{article.id}", NOON), jobs.list_all(NOON)) == (None, [])
    assert jobs.list_due(NOON + DAY) == [f"telegram/{article.id}"]


def test_the_role_allows_all_calls(
    bot: BotServer,
    publish_draft: Any,
    newsroom: Newsroom,
    clock: Clock,
    stack: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent, waiting = publish_draft(), publish_draft()
    later = newsroom.withdraw(publish_draft(title="Later"))
    with monkeypatch.context() as observed:
        calls = Calls(observed, stack.region)
        newsroom.announce(sent)
        bot.fail("429")
        newsroom.announce(waiting)
        clock.at += timedelta(minutes=1)
        wake(waiting)
        newsroom.announce(later, "withdrawn")
        announcer.posts.forget(read_post(waiting))
        announcer.posts.move_channel(CHANNEL, 1)
    assert refused(calls.needs(), role(stack, "AnnouncerFunction")) == set()
    assert {need.split(":")[1] for need, _ in calls.needs()} >= {
        "GetItem",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "Query",
    }
