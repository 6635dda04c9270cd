"""Routes of the local Bot API: `/_dev/telegram/bot<token>/<method>`, and `/_dev/telegram/failures`."""

import asyncio
import hmac
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cli.local.telegram import TOKEN
from cli.local.telegram.channels import Channels
from cli.local.telegram.failures import NO_ANSWER, Failures, UnknownFailure
from cli.local.telegram.markup import show
from cli.local.telegram.methods import BotApiError, Methods

SILENCE = 30.0
"""Seconds without an answer. Clients give up earlier."""
_SHOWN = (
    *("sendMessage", "sendPhoto"),
    *("editMessageText", "editMessageCaption", "editMessageMedia", "deleteMessage"),
)
"""Methods that the outbox shows."""


class BotApiRoutes:
    def __init__(self, channels: Channels) -> None:
        self.channels, self.failures = channels, Failures()
        self._methods = Methods(channels)

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/telegram/bot{token}/{method}", self.call, methods=["GET", "POST"]),
            Route("/telegram/failures", self.plan_failures, methods=["POST"]),
        ]

    async def call(self, request: Request) -> Response:
        if not hmac.compare_digest(request.path_params["token"].encode(), TOKEN.encode()):
            return _refuse(BotApiError(401, "Unauthorized"))
        try:
            parameters = await request.json() if await request.body() else dict(request.query_params)
        except ValueError:
            return _refuse(BotApiError(400, "Bad Request: can't parse JSON object"))
        answer = self.handle(request.path_params["method"], parameters, datetime.now(UTC))
        if answer is None:
            await asyncio.sleep(SILENCE)
            return Response(status_code=504)
        return answer

    def handle(self, method: str, parameters: dict[str, Any], now: datetime) -> Response | None:
        """The answer to a call, as a planned failure wants it; None for no answer."""
        failure = self.failures.take()
        if isinstance(failure, BotApiError):
            return _refuse(failure)
        if failure is not None and failure != NO_ANSWER:
            return None
        try:
            result = self._methods.call(method, parameters, now)
        except BotApiError as error:
            return _refuse(error)
        self._note(method, parameters, now)
        return None if failure == NO_ANSWER else JSONResponse({"ok": True, "result": result})

    async def plan_failures(self, request: Request) -> Response:
        """The next calls fail as the body says (see `Failures.plan`)."""
        try:
            return JSONResponse({"planned": self.failures.plan(await request.json())})
        except (UnknownFailure, ValueError) as error:
            return JSONResponse({"errorMessage": str(error)}, 400)

    def _note(self, method: str, parameters: dict[str, Any], now: datetime) -> None:
        """Note a call for the outbox; `to` is the channel."""
        if method not in _SHOWN:
            return
        channel = self.channels.find_name(parameters.get("chat_id"))
        self.channels.note_call(
            {
                "kind": "telegram",
                "at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "to": f"@{channel}",
                "method": method,
                "payload": parameters,
            }
        )


def show_call(call: dict[str, Any]) -> str:
    """HTML of the text that a reader of the channel sees after a call."""
    payload = call["payload"].get("media") or call["payload"]
    return show(payload.get("text") or payload.get("caption") or "")


def _refuse(error: BotApiError) -> Response:
    return JSONResponse(error.answer, error.code)
