"""`gazette dev`: runs all parts of Gazette in one process on this machine."""

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

from cli.errors import exit_with_error
from cli.local_client import bypass_proxies
from cli.options import PORT, Port

if TYPE_CHECKING:
    import socket

    from cli.local.deployment import LocalDeployment


def dev(
    port: Port = PORT,
    endpoint: Annotated[
        str | None,
        typer.Option(
            help="Address of a running AWS emulator. Use DynamoDB Local for concurrent writes: a separate moto server "
            "can lose them in a failed transaction.  [default: moto inside this process]"
        ),
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Start without sample articles and rates.")] = False,
) -> None:
    """Run everything on this machine: API, site, tables and mail. Streams and schedules run too. Ctrl-C stops it."""
    from cli.local.port import PortTaken, bind

    started = time.monotonic()
    bypass_proxies()
    gc.disable()  # saves a fifth of the start time
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with bind(port) as listener:
            _run(listener, port, endpoint, empty, started)
    except PortTaken as error:
        exit_with_error(str(error))
    except KeyboardInterrupt:
        pass  # during the start
    sys.stdout.flush()
    # Ends threads of functions that still run. They have nothing to save.
    os._exit(0)


def _run(listener: socket.socket, port: int, endpoint: str | None, empty: bool, started: float) -> None:
    """Serve on a bound port until a signal ends the process."""
    # Imported late: it takes a second, and a taken port should be reported at once.
    from cli.local import server
    from cli.local.deployment import deploy
    from cli.local.emulator import Emulator, EmulatorUnreachable
    from cli.local.environment import InvalidAddress, read_service_addresses

    try:
        addresses = read_service_addresses(os.environ)
        # A browser that opens the address now waits for the end of the start.
        print(f"Gazette is starting; http://127.0.0.1:{port}/ answers in a few seconds.\n", flush=True)
        with Emulator(endpoint) as emulator:
            local = deploy(emulator, port, addresses)
            if not empty:
                _seed(local)
            print(_welcome(local.url, time.monotonic() - started), flush=True)
            gc.freeze()
            gc.enable()
            server.serve(local, listener)
    except (InvalidAddress, EmulatorUnreachable) as error:
        exit_with_error(str(error))


def _seed(local: LocalDeployment) -> None:
    """Load sample articles now, and rates in threads, since banks may answer slowly."""
    from cli.local.initial_rates import load_rates
    from cli.local.samples import load_articles

    def load(source: str) -> None:
        print(load_rates(source, datetime.now(UTC)), flush=True)

    load_articles(datetime.now(UTC))
    for source in local.sources:
        threading.Thread(target=load, args=(source,), daemon=True).start()


def _welcome(url: str, seconds: float) -> str:
    port = url.rpartition(":")[2]
    port_option = "" if port == str(PORT) else f" --port {port}"
    return f"""Gazette is up after {seconds:.1f} s.

  Site       {url}/
  API        {url}/v1
  Reference  {url}/v1/docs
  Outbox     {url}/_dev/outbox
  Tools      {url}/_dev/

  Token      .venv/bin/gazette token --group editor{port_option}
  Stop       Ctrl-C
"""
