"""Failures that a developer asks for, to see how the site copes with them."""

from collections import deque
from typing import Any

from cli.local.telegram.methods import BotApiError

DESCRIPTIONS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was kicked from the channel chat",
    429: "Too Many Requests: retry after {seconds}",
    500: "Internal Server Error",
}
NO_ANSWER, DROPPED = "no-answer", "dropped"
"""A call that is carried out without an answer; one that is neither carried out nor answered."""
KINDS = (*map(str, DESCRIPTIONS), NO_ANSWER, DROPPED)
MAX_TIMES = 1_000


class UnknownFailure(Exception):
    """The text says what is wrong with a request for failures."""


class Failures:
    """Failures of the next calls, the first one first."""

    def __init__(self) -> None:
        self._next: deque[BotApiError | str] = deque()

    def plan(self, request: Any) -> int:
        """Plan failures from `{"failure": "429", "times": 1, "retry_after": 30, "description": …}` or a list of these.
        `migrate_to_chat_id` is the chat's new id.

        An empty list takes back what is planned. Returns the number of planned failures. Raises `UnknownFailure`.
        """
        requests = request if isinstance(request, list) else [request]
        failures = [failure for one in requests for failure in _read(one)]
        if not requests:
            self._next.clear()
        self._next.extend(failures)
        return len(self._next)

    def take(self) -> BotApiError | str | None:
        """The failure of the call that begins now."""
        return self._next.popleft() if self._next else None


def _read(request: Any) -> list[BotApiError | str]:
    match request:
        case {"failure": str() | int() as kind} if str(kind) in KINDS:
            times = request.get("times", 1)
            if not isinstance(times, int) or not 0 < times <= MAX_TIMES:
                raise UnknownFailure(f"times is a number from 1 to {MAX_TIMES}")
            return [_build(str(kind), request)] * times
    raise UnknownFailure(f"failure is one of {', '.join(KINDS)}")


def _build(kind: str, request: dict[str, Any]) -> BotApiError | str:
    if not kind.isdecimal():
        return kind
    seconds = int(request.get("retry_after", 30))
    description = request.get("description") or DESCRIPTIONS[int(kind)].format(seconds=seconds)
    parameters = {"retry_after": seconds} if kind == "429" else {}
    if "migrate_to_chat_id" in request:
        parameters["migrate_to_chat_id"] = request["migrate_to_chat_id"]
    return BotApiError(int(kind), description, **parameters)
