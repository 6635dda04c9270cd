"""Answers of the Bot API: the result of a call, or an error that says whether Telegram may have carried it out."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

MAX_BODY = 256 * 1024
"""Bytes of an answer. That of a message has a few kilobytes."""
DEFAULT_PAUSE = 60
"""Seconds of a pause whose length Telegram does not say."""


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
