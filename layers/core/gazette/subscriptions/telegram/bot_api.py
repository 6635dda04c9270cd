"""Client of Telegram's Bot API, one HTTPS request for each call, which it never repeats.

`sendMessage` has no key that makes a repetition harmless. So each error says whether Telegram may have carried out the
call. No error has the address of the request, because it contains the token.
"""

from __future__ import annotations

import json
import re
import ssl
import time
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from gazette.aws.public.connection import Connection
from gazette.aws.public.parameters import get_parsed_parameter
from gazette.settings import SettingInvalid, Settings

CONNECT_SECONDS, READ_SECONDS = 1.0, 5.0
MAX_BODY = 256 * 1024
"""Bytes of an answer. That of a message has a few kilobytes."""
DEFAULT_PAUSE = 60
"""Seconds of a pause whose length Telegram does not say."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TOKEN_NAME = "telegram-token"  # noqa: S105 (the name of the parameter)
_TOKEN = re.compile(r"[0-9]+:[\w-]+", re.ASCII)


class BotApiError(Exception):
    """A call that Telegram has not, or perhaps not, carried out."""


class NotReached(BotApiError):
    """Telegram certainly did not carry out the call, and may do so later."""


class Throttled(NotReached):
    """Telegram accepts no calls for the chat for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"throttled for {seconds} s")
        self.seconds = seconds


class NoAnswer(BotApiError):
    """The request left, and no answer that can be read came: Telegram may have carried out the call."""


class Refused(BotApiError):
    """Telegram refused the call. `code` is its error code, `description` its text for developers."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"refused with {code}")
        self.code, self.description = code, description[:200]


class Migrated(BotApiError):
    """The chat has another id now: `chat_id`."""

    def __init__(self, chat_id: int) -> None:
        super().__init__("the chat has migrated")
        self.chat_id = chat_id


class BotApi:
    """`load_token` returns the bot's token; with True it reads it again."""

    def __init__(self, base_url: str, load_token: Callable[[bool], str]) -> None:
        self._address, self._load_token = parse_base_url(base_url), load_token

    @classmethod
    def from_settings(cls, settings: Settings) -> BotApi:
        """Raises `SettingInvalid` for an address that is refused."""
        name = f"{settings.require('SECRETS_PATH')}/{TOKEN_NAME}"

        def load_token(refresh: bool) -> str:
            return get_parsed_parameter(settings.environ, name, parse_token, secret=True, refresh=refresh)

        return cls(settings.require("TELEGRAM_URL"), load_token)

    def check_token(self) -> None:
        """Raises `ParameterMissing` if the stack has no token, and as `get_parsed_parameter`."""
        self._load_token(False)

    def call(self, method: str, payload: Mapping[str, Any]) -> Any:
        """The result of a method. Raises one of the errors above. A token that is refused is read again, once."""
        token = self._load_token(False)
        try:
            return self._request(token, method, payload)
        except Refused as error:  # no failure: the token may have been replaced since it was read
            if error.code not in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
                raise
            renewed = self._load_token(True)
            if renewed == token:
                raise
        return self._request(renewed, method, payload)

    def _request(self, token: str, method: str, payload: Mapping[str, Any]) -> Any:
        connection = Connection(self._address, _tls() if self._address.scheme == "https" else None)
        try:
            connection.set_deadline(time.monotonic() + CONNECT_SECONDS)
            connection.connect()
        except OSError:
            raise NotReached("no connection") from None
        try:
            connection.set_deadline(time.monotonic() + READ_SECONDS)
            body = json.dumps(payload).encode()
            headers = {"content-type": "application/json", "connection": "close"}
            connection.request("POST", f"{self._address.path}/bot{token}/{method}", body, headers)
            response = connection.getresponse()
            return read_answer(response.status, response.read(MAX_BODY + 1))
        except (OSError, HTTPException):
            raise NoAnswer("no answer") from None
        finally:
            connection.close()


def parse_base_url(text: str) -> SplitResult:
    """Address of the Bot API. Raises `SettingInvalid` for one that is neither https nor on this machine."""
    address = urlsplit(text.rstrip("/"))
    if address.hostname and (address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)):
        return address
    raise SettingInvalid("TELEGRAM_URL is neither https nor a loopback address")


def parse_token(text: str) -> str:
    """A token without outer blanks. Raises ValueError, without the value, for another form."""
    token = text.strip()
    if not _TOKEN.fullmatch(token):
        raise ValueError("a token has the form 123456:letters-and-digits")
    return token


def read_answer(status: int, body: bytes) -> Any:
    """The result in an answer. Raises as `BotApi.call`."""
    answer = _parse(body)
    if answer is None:
        raise _judge_status(status, body)
    if answer.get("ok") is True and status == HTTPStatus.OK:
        return answer.get("result")
    parameters = answer.get("parameters") or {}
    code = answer.get("error_code", status)
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        raise Throttled(max(1, int(parameters.get("retry_after", DEFAULT_PAUSE))))
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NotReached(f"status {code}")
    if "migrate_to_chat_id" in parameters:
        raise Migrated(int(parameters["migrate_to_chat_id"]))
    raise Refused(code, str(answer.get("description", "")))


def _judge_status(status: int, body: bytes) -> BotApiError:
    """The error of an answer that is not Telegram's own, but that of something between.

    A gateway whose time ran out has handed the request on, and so may one that answers without a word.
    """
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(DEFAULT_PAUSE)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refused(status, "an answer that is not of the Bot API")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and body and status != HTTPStatus.GATEWAY_TIMEOUT:
        return NotReached(f"status {status}")
    return NoAnswer(f"status {status}")


def _parse(body: bytes) -> dict[str, Any] | None:
    """The object in a body; None if it is none, or too large."""
    if len(body) > MAX_BODY:
        return None
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):  # no failure: the caller judges by the status
        return None
    return answer if isinstance(answer, dict) and "ok" in answer else None


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
