"""`gazette dev`: the whole of Gazette in one process on this machine."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.terminal import PORT, Port, around_proxies, stop

if TYPE_CHECKING:
    import socket

    from cli.local.development import Local


def dev(
    port: Port = PORT,
    endpoint: Annotated[
        str | None,
        typer.Option(
            help="Address of an engine that runs already: DynamoDB Local, rather than a moto server, whose threads mix "
            "transactions, so that concurrent writes get lost.  [default: moto, inside, one call at a time]"
        ),
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Start without sample articles and rates.")] = False,
) -> None:
    """Run everything on this machine: API, site, tables and mail. Streams and schedules run too. Ctrl-C ends it."""
    from cli.local.port import PortTaken, bind

    started = time.monotonic()
    around_proxies()
    gc.disable()  # a fifth of the time to start; what is loaded now stays anyway
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with bind(port) as listener:
            _run(listener, port, endpoint, empty, started)
    except PortTaken as error:
        stop(str(error))
    except KeyboardInterrupt:
        pass  # the server was not up yet
    sys.stdout.flush()
    # Threads of functions that still run hold nothing that must be put away.
    os._exit(0)


def _run(listener: socket.socket, port: int, endpoint: str | None, empty: bool, started: float) -> None:
    """Serve on a listener port until a signal ends it."""
    # A second of imports; who finds the port taken need not wait for them.
    from cli.local import server
    from cli.local.engine import Engine, EngineUnreachable
    from cli.local.environment import UnusableAddress, services

    try:
        outside = services(os.environ)
        # Who opens it now waits until all is up.
        print(f"Gazette is starting; http://127.0.0.1:{port}/ answers in a few seconds.\n", flush=True)
        with Engine(endpoint) as engine:
            local = server.set_up(engine, port, outside)
            if not empty:
                _seed(local)
            print(_welcome(local.url, time.monotonic() - started), flush=True)
            gc.freeze()
            gc.enable()
            server.serve(local, listener)
    except (UnusableAddress, EngineUnreachable) as error:
        stop(str(error))


def _seed(local: Local) -> None:
    """Sample articles at once; rates while the server is up already, since banks may take their time."""
    from cli.local.banks import load_rates
    from cli.local.samples import load_articles

    def read(source: str) -> None:
        print(load_rates(source, datetime.now(UTC)), flush=True)

    load_articles(datetime.now(UTC))
    for source in local.sources:
        threading.Thread(target=read, args=(source,), daemon=True).start()


def _welcome(url: str, seconds: float) -> str:
    port = url.rpartition(":")[2]
    elsewhere = "" if port == str(PORT) else f" --port {port}"
    return f"""Gazette is up after {seconds:.1f} s.

  Site       {url}/
  API        {url}/v1
  Reference  {url}/v1/docs
  Outbox     {url}/_dev/outbox
  Tools      {url}/_dev/

  A token    .venv/bin/gazette token --group editor{elsewhere}
  The end    Ctrl-C
"""
