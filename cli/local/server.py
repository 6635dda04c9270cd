"""The local server put together: an engine, the template's resources in it, the functions, the front before them."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

import boto3
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from cli.local import environment
from cli.local.api.authorizer import JwtAuthorizer
from cli.local.api.gateway import Gateway
from cli.local.api.routes import Routes
from cli.local.development import Development, Local
from cli.local.engine import Engine
from cli.local.events.wiring import Wiring
from cli.local.functions import FunctionFailed, functions, print_failure
from cli.local.outbox import Outbox
from cli.local.resources import create_resources
from cli.local.stack import Stack, read_template
from cli.secrets import create_missing_parameters
from gazette.settings import Settings


def set_up(engine: Engine, port: int, services: Mapping[str, str], region: str = "eu-central-1") -> Local:
    """Resources, environment and functions on an engine. `services` are addresses of outside services by variable."""
    template = read_template()
    given = environment.parameters(os.environ, template["Parameters"], port)
    stack = Stack(template, region=region, parameters=given)
    engine.use(region)
    create_resources(stack)
    environment.apply(stack, services)
    create_missing_parameters(boto3.client("ssm"), f"/{stack.name}/secrets")
    outbox = Outbox(stack.region, None if engine.in_process else engine.endpoint)
    own = environment.own_banks(services)
    read = tuple(source for source in Settings(os.environ).rate_sources if source not in own)
    return Local(stack, engine, Routes(stack), functions(stack), port, outbox, sources=read)


def application(local: Local) -> Starlette:
    """The ASGI application: `/_dev` beside what the template's API answers."""
    authorizers = {
        name: JwtAuthorizer(
            described["jwtConfiguration"]["issuer"],
            described["jwtConfiguration"]["audience"],
            f"{local.engine.endpoint}/{local.stack.physical('UserPool')}/.well-known/jwks.json",
        )
        for name, described in local.routes.authorizers.items()
    }
    gateway = Gateway(local.routes, local.functions, authorizers)
    return Starlette(routes=[Mount("/_dev", routes=Development(local).addresses), Mount("/", app=gateway)])


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on Ctrl-C and SIGTERM, without raising the signal again as uvicorn does: a clean end is exit code 0."""

        def stop(number: int, frame: FrameType | None) -> None:
            # Requests that are not done within the patience of the end are cut off; a trace of each helps nobody.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _load(local: Local) -> None:
    """Import every handler, so that the first request need not wait, and what is broken is told at once."""
    for function in local.functions.values():
        try:
            function.load()
        except FunctionFailed as failure:
            print_failure(function, failure)


def serve(local: Local, claimed: socket.socket) -> None:
    """Answer on the claimed port, with streams, queues and schedules running, until a signal ends it."""
    wiring = Wiring(local.stack, local.functions)

    def finished() -> None:
        wiring.wake()
        local.outbox.look(datetime.now(UTC))

    for function in local.functions.values():
        function.finished = finished
    config = uvicorn.Config(
        application(local),
        http="h11",
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    wiring.start()
    threading.Thread(target=_load, args=(local,), name="imports", daemon=True).start()
    try:
        _Server(config).run(sockets=[claimed])
    finally:
        wiring.stop()
