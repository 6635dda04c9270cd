"""Serves a local deployment: HTTP, streams, queues and schedules."""

import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

import boto3
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from cli.local.api.authorizer import JwtAuthorizer
from cli.local.api.gateway import Gateway
from cli.local.deployment import LocalDeployment
from cli.local.dev_routes import DevRoutes
from cli.local.events.event_sources import EventSources
from cli.local.functions import FunctionFailed, print_failure
from cli.local.media.routes import MediaRoutes
from cli.local.sign_in.clients import read_clients
from cli.local.sign_in.people import People
from cli.local.sign_in.routes import SignInRoutes
from cli.local.telegram.routes import BotApiRoutes


def create_application(local: LocalDeployment) -> Starlette:
    """The ASGI application: the template's API, the files of pictures, the sign-in page, and `/_dev`."""
    authorizers = {
        name: JwtAuthorizer(
            properties["jwtConfiguration"]["issuer"],
            properties["jwtConfiguration"]["audience"],
            f"{local.emulator.endpoint}/{local.stack.physical('UserPool')}/.well-known/jwks.json",
        )
        for name, properties in local.routes.authorizers.items()
    }
    gateway = Gateway(local.routes, local.functions, authorizers)
    media = MediaRoutes(local.stack.physical("MediaBucket"))
    bot_api = BotApiRoutes(local.channels)
    people = People(boto3.client("cognito-idp"), local.stack.physical("UserPool"))
    keeper = local.emulator.keeper
    sign_in = SignInRoutes(read_clients(local.stack), people, keeper.journal if keeper else None)
    development = [*DevRoutes(local).routes, *media.uploads, *bot_api.routes, *sign_in.routes]
    application = Starlette(routes=[Mount("/_dev", routes=development), *media.files])
    # Not a mount at "/": its pattern matches no path with a line feed, and Starlette would answer instead.
    application.router.default = gateway
    return application


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on Ctrl-C and SIGTERM with exit code 0. uvicorn would raise the signal again."""

        def stop(number: int, frame: FrameType | None) -> None:
            # Without this, uvicorn prints a trace for each request that it cuts off at the end.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _import_handlers(local: LocalDeployment) -> None:
    """Import every handler, so that the first request does not wait and errors are printed at once."""
    for function in local.functions.values():
        try:
            function.load()
        except FunctionFailed as failure:
            print_failure(function, failure)


def serve(local: LocalDeployment, listener: socket.socket) -> None:
    """Serve HTTP, streams, queues and schedules until a signal ends the process."""
    keeper = local.emulator.keeper
    event_sources = EventSources(local.stack, local.functions, keeper.tables if keeper else None)

    def poll_sources() -> None:
        event_sources.wake()
        local.outbox.note_new(datetime.now(UTC))

    for function in local.functions.values():
        function.on_finished = poll_sources
    config = uvicorn.Config(
        create_application(local),
        http="h11",
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    event_sources.start()
    threading.Thread(target=_import_handlers, args=(local,), name="imports", daemon=True).start()
    try:
        _Server(config).run(sockets=[listener])
    finally:
        event_sources.stop()
