"""Client of Telegram's Bot API, one HTTPS request for each call, which it never repeats.

`sendMessage` has no key that makes a repetition harmless. So each error says whether Telegram may have carried out the
call (answers.py). No error has the address of the request, because it contains the token.
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
from gazette.aws.public.parameters import ParameterDamaged, ParameterMissing, get_parsed_parameter
from gazette.errors import GazetteError
from gazette.settings import SettingInvalid, Settings
from gazette.subscriptions.telegram.answers import MAX_BODY, NoAnswer, NotReached, Refused, read_answer

CONNECT_SECONDS, READ_SECONDS = 1.0, 20.0
"""Telegram sometimes delivers a post long before it answers. A post whose answer is not awaited is `unknown`."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TOKEN_NAME = "telegram-token"  # noqa: S105 (the name of the parameter)
_TOKEN = re.compile(r"[0-9]+:[\w-]+", re.ASCII)


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
        """Raises `ParameterMissing` or `ParameterDamaged` if the stack has no valid token, `NotReached` if that is not
        known now."""
        try:
            self._load_token(False)
        except (ParameterMissing, ParameterDamaged):
            raise
        except GazetteError:
            raise NotReached("the token cannot be read") from None

    def call(self, method: str, payload: Mapping[str, Any]) -> Any:
        """The result of a method. Raises an error of answers.py. A token that is refused is read again, once."""
        token = self._read_token()
        try:
            return self._request(token, method, payload)
        except Refused as error:  # no failure: the token may have been replaced since it was read
            if error.code not in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
                raise
            renewed = self._read_token(refresh=True)
            if renewed == token:
                raise
        return self._request(renewed, method, payload)

    def _read_token(self, *, refresh: bool = False) -> str:
        """The token. Raises `NotReached`, whatever is wrong with it: without a token nothing reaches Telegram."""
        try:
            return self._load_token(refresh)
        except GazetteError:
            raise NotReached("the token cannot be read") from None

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


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
