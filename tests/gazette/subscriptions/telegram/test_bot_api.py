"""The client of the Bot API against a server of raw bytes: each answer, or none, becomes the right error."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest

from gazette.settings import SettingInvalid
from gazette.subscriptions.telegram import bot_api
from gazette.subscriptions.telegram.answers import (
    DEFAULT_PAUSE,
    MAX_BODY,
    BotApiError,
    Migrated,
    NoAnswer,
    NotReached,
    Refused,
    Throttled,
)
from gazette.subscriptions.telegram.bot_api import BotApi, parse_base_url, parse_token
from tests.support.scripted_server import Step, hang, message, reset, respond, send, serving, trickle

TOKEN = "123456:secret-Token_"


def call(*plan: Step, load_token: Callable[[bool], str] = lambda _refresh: TOKEN) -> Any:
    with serving(*plan) as server:
        result = BotApi(server.url, load_token).call("sendMessage", {"chat_id": "@paper", "text": "é"})
        assert server.requests[0].startswith(f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\n".encode())
        assert json.loads(server.requests[0].partition(b"\r\n\r\n")[2]) == {"chat_id": "@paper", "text": "é"}
        return result


def test_a_result_is_returned() -> None:
    assert call(respond({"ok": True, "result": {"message_id": 7}})) == {"message_id": 7}


def refuse(code: int, description: str = "no", **parameters: Any) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description, "parameters": parameters}


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (respond(refuse(429, retry_after=134), "429 Too Many Requests"), Throttled),
        (respond(refuse(429), "429 Too Many Requests"), Throttled),
        (respond(refuse(500), "500 Internal Server Error"), NotReached),
        (respond(refuse(502), "502 Bad Gateway"), NotReached),
        (send(message(b"<html>Bad Gateway</html>", "502 Bad Gateway")), NotReached),
        (send(message(b"", "500 Internal Server Error")), NoAnswer),
        (send(message(b"<html>", "504 Gateway Timeout")), NoAnswer),
        (respond(refuse(400, "Bad Request: chat not found"), "400 Bad Request"), Refused),
        (respond(refuse(403), "403 Forbidden"), Refused),
        (respond({}, "302 Found", location="https://elsewhere.example/"), Refused),
        (respond(refuse(400, migrate_to_chat_id=-100), "400 Bad Request"), Migrated),
        (respond([1]), NoAnswer),
        (send(message(b"[" * 20_000)), NoAnswer),
        (send(message(b'{"ok":true,"result":"' + b"x" * MAX_BODY + b'"}')), NoAnswer),
        (send(message(b'{"ok":true}')[:-3], keep=False), NoAnswer),
        (reset, NoAnswer),
        (send(b"not HTTP\r\n\r\n", keep=False), NoAnswer),
    ],
)
def test_each_answer_has_its_error(step: Step, kind: type[BotApiError]) -> None:
    with pytest.raises(BotApiError) as raised:
        call(step)
    assert type(raised.value) is kind
    if kind is Throttled:
        assert raised.value.seconds in (134, DEFAULT_PAUSE)  # type: ignore[attr-defined]


@pytest.mark.parametrize("step", [hang, trickle(message(b'{"ok":true,"result":true}'), pause=0.05)])
def test_an_answer_has_a_deadline(step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot_api, "READ_SECONDS", 0.3)
    with pytest.raises(NoAnswer):
        call(step)


def test_a_closed_port_is_not_reached() -> None:
    with serving(hang) as server:
        url = server.url
    with pytest.raises(NotReached):
        BotApi(url, lambda _refresh: TOKEN).call("getMe", {})


def test_a_token_that_was_replaced_is_read_again_once() -> None:
    tokens = iter([TOKEN, "123456:new"])
    result = respond({"ok": True, "result": True})
    assert call(respond(refuse(401), "401 Unauthorized"), result, load_token=lambda _refresh: next(tokens)) is True
    with pytest.raises(Refused):
        call(respond(refuse(401), "401 Unauthorized"), result)


def test_errors_and_logs_have_neither_token_nor_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for step in (reset, hang, respond(refuse(400), "400 Bad Request")):
            with pytest.MonkeyPatch.context() as patch, pytest.raises(BotApiError) as raised:
                patch.setattr(bot_api, "READ_SECONDS", 0.1)
                call(step)
            assert (
                "123456"
                not in f"{raised.value!r} {raised.value} {raised.getrepr(chain=True, style='native')}".replace(
                    f'TOKEN = "{TOKEN}"', ""
                )
            )
    assert "secret-Token_" not in caplog.text


@pytest.mark.parametrize(
    "url", ["http://api.telegram.org", "ftp://127.0.0.1", "https://", "", "http://127.0.0.1.evil.example"]
)
def test_an_address_is_https_or_loopback(url: str) -> None:
    with pytest.raises(SettingInvalid):
        parse_base_url(url)
    assert parse_base_url("https://api.telegram.org/").path == ""
    assert parse_base_url("http://127.0.0.1:3000/_dev/telegram").path == "/_dev/telegram"


@pytest.mark.parametrize("text", ["", "123456", "123456:a b", "123456:a/../b", "x:y\nz"])
def test_a_token_of_another_form_is_refused_without_its_value(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a token has the form"):
        parse_token(text)
    assert parse_token(f" {TOKEN}\n") == TOKEN


def test_the_client_gives_up_before_its_function_does() -> None:
    started = time.monotonic()
    with pytest.raises(NotReached):
        BotApi("http://127.0.0.1:1", lambda _refresh: TOKEN).call("getMe", {})
    assert time.monotonic() - started < bot_api.CONNECT_SECONDS + bot_api.READ_SECONDS
