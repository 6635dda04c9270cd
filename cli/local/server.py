"""Assembles and runs the local server: emulator, resources of the template, functions, HTTP."""

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
from cli.local.dev_routes import DevRoutes, LocalDeployment
from cli.local.emulator import Emulator
from cli.local.events.event_sources import EventSources
from cli.local.functions import FunctionFailed, create_functions, print_failure
from cli.local.outbox import Outbox
from cli.local.resources import create_resources
from cli.local.stack import Stack, read_template
from cli.secrets import create_missing_parameters
from gazette.settings import Settings


def deploy(emulator: Emulator, port: int, services: Mapping[str, str], region: str = "eu-central-1") -> LocalDeployment:
    """Create resources and functions on an emulator. `services` maps variables to addresses of external services."""
    template = read_template()
    parameters = environment.choose_parameters(os.environ, template["Parameters"], port)
    stack = Stack(template, region=region, parameters=parameters)
    emulator.use(region)
    create_resources(stack)
    environment.apply(stack, services)
    create_missing_parameters(boto3.client("ssm"), f"/{stack.name}/secrets")
    outbox = Outbox(stack.region, None if emulator.in_process else emulator.endpoint)
    replaced = environment.find_replaced_banks(services)
    sources = tuple(source for source in Settings(os.environ).rate_sources if source not in replaced)
    return LocalDeployment(stack, emulator, Routes(stack), create_functions(stack), port, outbox, sources=sources)


def create_application(local: LocalDeployment) -> Starlette:
    """The ASGI application: the template's API, and `/_dev`."""
    authorizers = {
        name: JwtAuthorizer(
            properties["jwtConfiguration"]["issuer"],
            properties["jwtConfiguration"]["audience"],
            f"{local.emulator.endpoint}/{local.stack.physical('UserPool')}/.well-known/jwks.json",
        )
        for name, properties in local.routes.authorizers.items()
    }
    gateway = Gateway(local.routes, local.functions, authorizers)
    return Starlette(routes=[Mount("/_dev", routes=DevRoutes(local).addresses), Mount("/", app=gateway)])


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
    event_sources = EventSources(local.stack, local.functions)

    def finished() -> None:
        event_sources.wake()
        local.outbox.note_new(datetime.now(UTC))

    for function in local.functions.values():
        function.finished = finished
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
