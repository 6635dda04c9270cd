"""The Bot API of the local server: it refuses what Telegram refuses, and fails as it is told."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from cli.local.outbox import Outbox
from cli.local.persistence.journal import Journal
from cli.local.telegram.channels import Channels
from cli.local.telegram.failures import Failures, UnknownFailure
from cli.local.telegram.markup import BadMarkup, parse, show
from cli.local.telegram.methods import BotApiError, Methods
from cli.local.telegram.routes import BotApiRoutes
from tests.support.articles import NOON

CHAT = {"chat_id": "@paper", "parse_mode": "HTML"}


@pytest.fixture
def channels() -> Channels:
    return Channels(["paper"])


def call(channels: Channels, method: str, later: timedelta = timedelta(0), **parameters: Any) -> Any:
    return Methods(channels).call(method, {**CHAT, **parameters}, NOON + later)


def refusal(channels: Channels, method: str, later: timedelta = timedelta(0), **parameters: Any) -> str:
    with pytest.raises(BotApiError) as raised:
        call(channels, method, later, **parameters)
    return raised.value.description


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<b>A &amp; B</b> &lt;c&gt;", "A & B <c>"),
        ('<a href="https://a.example/?b=1&amp;c">x</a>', "x"),
        ("1 > 0 & &nbsp; &#33;", "1 > 0 & &nbsp; !"),
        ("<TG-SPOILER>x</tg-spoiler>", "x"),
    ],
)
def test_markup_is_read_as_telegram_reads_it(text: str, seen: str) -> None:
    assert parse(text) == seen


@pytest.mark.parametrize("text", ["<p>x</p>", "<b>x", "x</b>", "<b><i>x</b></i>", "1 < 2", "<b", "<br/>"])
def test_wrong_markup_is_refused(text: str, channels: Channels) -> None:
    with pytest.raises(BadMarkup):
        parse(text)
    assert "can't parse entities" in refusal(channels, "sendMessage", text=text)


def test_the_outbox_shows_no_address_but_that_of_a_page() -> None:
    assert show('<a href="javascript:x" onclick="y">a</a> <a href="https://a.example/">b</a>') == (
        '<a>a</a> <a href="https://a.example/">b</a>'
    )


def test_limits_count_what_readers_see(channels: Channels) -> None:
    assert call(channels, "sendMessage", text=f"<b>{'&amp;' * 4096}</b>")["message_id"] == 1
    assert refusal(channels, "sendMessage", text="🚆" * 2049) == "Bad Request: message is too long"
    photo = {"photo": "https://news.example/a.jpg"}
    assert call(channels, "sendPhoto", caption="x" * 1024, **photo)["message_id"] == 2
    assert refusal(channels, "sendPhoto", caption="x" * 1025, **photo) == "Bad Request: message caption is too long"
    assert "wrong file identifier" in refusal(channels, "sendPhoto", caption="x", photo="a.jpg")
    assert refusal(channels, "sendMessage", text=" ") == "Bad Request: message text is empty"


def test_changes_and_deletions_have_telegrams_errors(channels: Channels) -> None:
    text = call(channels, "sendMessage", text="a")["message_id"]
    photo = call(channels, "sendPhoto", caption="a", photo="https://news.example/a.jpg")["message_id"]
    assert "message is not modified" in refusal(channels, "editMessageText", message_id=text, text="a")
    assert "there is no text" in refusal(channels, "editMessageText", message_id=photo, text="b")
    assert "there is no caption" in refusal(channels, "editMessageCaption", message_id=text, caption="b")
    media = {"type": "photo", "media": "https://news.example/b.jpg", "caption": "b", "parse_mode": "HTML"}
    assert call(channels, "editMessageMedia", message_id=photo, media=media)["caption"] == "b"
    assert "message is not modified" in refusal(channels, "editMessageMedia", message_id=photo, media=media)
    assert "type photo" in refusal(channels, "editMessageMedia", message_id=photo, media={**media, "type": "video"})
    assert "message to edit not found" in refusal(channels, "editMessageText", message_id=9, text="b")
    assert "can't be deleted" in refusal(channels, "deleteMessage", timedelta(hours=48), message_id=text)
    assert call(channels, "deleteMessage", timedelta(hours=47), message_id=text) is True
    assert "message to delete not found" in refusal(channels, "deleteMessage", message_id=text)
    assert "chat not found" in refusal(channels, "sendMessage", chat_id="@other", text="a")
    assert "method not found" in refusal(channels, "sendDice")


def test_failures_come_in_their_order_and_are_taken_back() -> None:
    failures = Failures()
    assert failures.plan([{"failure": "429", "retry_after": 134}, {"failure": "dropped", "times": 2}]) == 3
    first = failures.take()
    assert isinstance(first, BotApiError)
    assert first.answer["parameters"] == {"retry_after": 134}
    assert failures.take() == "dropped"
    assert failures.plan([]) == 0
    assert failures.take() is None
    for wrong in ({"failure": "418"}, {}, {"failure": "429", "times": 0}, "429"):
        with pytest.raises(UnknownFailure):
            failures.plan(wrong)


def test_calls_are_in_the_outbox_also_after_a_restart() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        check_a_restart(database)


def check_a_restart(database: sqlite3.Connection) -> None:
    database.execute("CREATE TABLE records (kind, key, value, content, PRIMARY KEY (kind, key))")
    routes = BotApiRoutes(Channels(["paper"], Journal(database)))
    routes.handle("sendMessage", {**CHAT, "text": "<b>a</b>"}, NOON)
    routes.handle("getMe", {}, NOON)
    routes.failures.plan({"failure": "no-answer"})
    assert routes.handle("editMessageText", {**CHAT, "message_id": 1, "text": "b"}, NOON) is None
    restarted = Channels(["paper"], Journal(database))
    assert [message.text for message in restarted.list_messages("paper")] == ["b"]
    sent, changed = Outbox("eu-central-1", channels=restarted).messages(NOON)[-2:]
    assert sent == {
        "kind": "telegram",
        "at": "2025-12-18T07:00:00Z",
        "to": "@paper",
        "method": "sendMessage",
        "payload": {**CHAT, "text": "<b>a</b>"},
    }
    assert changed["method"] == "editMessageText"
