"""`/_dev`: what the local server says about itself, and how events and mails are got at."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Address

from cli.local.engine import Engine
from cli.local.functions import Function, FunctionFailed
from cli.local.routes import Routes
from cli.local.stack import Stack


@dataclass
class Local:
    """All that runs behind the front."""

    stack: Stack
    engine: Engine
    routes: Routes
    functions: dict[str, Function]
    port: int
    wakers: list[Callable[[], None]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wake(self) -> None:
        """Have streams and queues looked at now rather than at their next turn."""
        for waker in self.wakers:
            waker()


def development_routes(local: Local) -> list[Address]:
    """The addresses below `/_dev`."""

    async def health(request: Request) -> Response:
        return JSONResponse(
            {
                "status": "ok",
                "endpoint": local.engine.endpoint,
                "region": local.stack.region,
                "user_pool": local.stack.physical("UserPool"),
                "client": local.stack.physical("UserPoolClient"),
            }
        )

    async def functions(request: Request) -> Response:
        return JSONResponse([_described(local, function) for function in local.functions.values()])

    async def invoke(request: Request) -> Response:
        function = local.functions.get(request.path_params["id"])
        if function is None:
            known = ", ".join(local.functions)
            return JSONResponse({"errorMessage": f"The template has no such function. It has: {known}"}, 404)
        try:
            event = await request.json() if await request.body() else {}
        except ValueError as error:
            return JSONResponse({"errorMessage": f"The event is not JSON: {error}"}, 400)
        try:
            return JSONResponse(await asyncio.wrap_future(function.start(event)))
        except FunctionFailed as failure:
            return JSONResponse(failure.report, 502)
        finally:
            local.wake()

    return [
        Address("/health", health),
        Address("/functions", functions),
        Address("/invoke/{id}", invoke, methods=["POST"]),
    ]


def _described(local: Local, function: Function) -> dict[str, Any]:
    routes = [route.key for route in local.routes if route.function == function.logical_id]
    return {
        "id": function.logical_id,
        "module": function.module,
        "timeout": function.timeout,
        "memory": function.memory,
        "routes": routes,
    }
