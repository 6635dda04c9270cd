"""Moto's SES with planned failures."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError


class _Body(io.BytesIO):
    """A body as botocore reads it from the connection."""

    def stream(self):
        yield self.read()


class _Unanswered(ReadTimeoutError):
    """A timeout of a request that is not carried out."""


@dataclass
class FakeSes:
    """Moto's SES with planned failures; without a plan it sends. `requests` counts what the function sent,
    `last_request` is the body of the last one."""

    requests: int = 0
    last_request: Any = None
    _plan: list[Any] = field(default_factory=list)
    _lost_answers: list[Exception] = field(default_factory=list)
    _before: list[Callable[[], None]] = field(default_factory=list)

    def reject(self, status: int, code: str, message: str = "about reader@example.org", times: int = 1) -> None:
        """Answer with an error and send nothing."""
        self._plan += [(status, code, message)] * times

    def do_not_answer(self) -> None:
        """Do not send the mail; the client gets no response."""
        self._plan.append(_Unanswered(endpoint_url="https://ses"))

    def recover(self) -> None:
        """Send from now on."""
        self._plan.clear()

    def lose_answer(self, error: Exception) -> None:
        """Send the mail; the client gets no response."""
        self._plan.append(error)

    def do_not_connect(self, times: int = 1) -> None:
        self._plan += [ConnectTimeoutError(endpoint_url="https://ses")] * times

    def call_before(self, action: Callable[[], None]) -> None:
        """Call something before the next request is answered."""
        self._before.append(action)

    def response(self, request: Any, **_: Any) -> AWSResponse | None:
        self.requests += 1
        self.last_request = json.loads(request.body)
        step = self._plan.pop(0) if self._plan else None
        if self._before:
            self._before.pop()()
        if isinstance(step, ConnectTimeoutError | _Unanswered):
            raise step
        if isinstance(step, Exception):
            self._lost_answers.append(step)
        if isinstance(step, tuple):
            status, code, message = step
            body = json.dumps({"message": message}).encode()
            return AWSResponse(request.url, status, {"x-amzn-errortype": code}, _Body(body))
        return None

    def lose_planned_answer(self, **_: Any) -> None:
        if self._lost_answers:
            raise self._lost_answers.pop()


@contextmanager
def plan_failures(ses: Any) -> Iterator[FakeSes]:
    """The planned failures of a client of SES."""
    events, fake = ses.meta.events, FakeSes()
    events.register("before-send.sesv2.SendEmail", fake.response, unique_id="response")
    events.register_first("needs-retry.sesv2.SendEmail", fake.lose_planned_answer, unique_id="lose")
    try:
        yield fake
    finally:
        events.unregister("before-send.sesv2.SendEmail", unique_id="response")
        events.unregister("needs-retry.sesv2.SendEmail", unique_id="lose")
