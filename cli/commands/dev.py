"""`gazette dev`: runs all parts of Gazette in one process on this machine."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import exit_with_error
from cli.local.start import DATA, Start
from cli.local_client import bypass_proxies
from cli.options import PORT, Port

if TYPE_CHECKING:
    import socket
    import sqlite3

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
    *,
    data: Annotated[
        Path | None, typer.Option(help="Folder that keeps everything between runs.  [default: .gazette]")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete what the folder keeps, and begin anew.")] = False,
    memory: Annotated[bool, typer.Option("--memory", help="Keep nothing: the data ends with the process.")] = False,
    containers: Annotated[
        bool, typer.Option("--containers", help="Let `sam local invoke` use the emulator. Needs Docker.")
    ] = False,
    desk: Annotated[
        bool,
        typer.Option("--desk", help="Build the editors' front end too. Needs Node 20, or a network."),
    ] = False,
) -> None:
    """Run everything on this machine: API, site, tables and mail. Streams and schedules run too. Ctrl-C stops it."""
    started = time.monotonic()
    folder = _choose_folder(endpoint, data, fresh=fresh, memory=memory)
    if endpoint and containers:
        exit_with_error("--containers is for the emulator in this process; events/env.json has the address of another")
    _prepare_process()
    _bind_and_run(Start(port, endpoint, empty, folder, started), fresh=fresh, containers=containers, desk=desk)
    sys.stdout.flush()
    # Ends threads of functions that still run. What they wrote is on disk.
    os._exit(0)


def _choose_folder(endpoint: str | None, data: Path | None, *, fresh: bool, memory: bool) -> Path | None:
    """The folder that keeps the data; None if nothing is kept, or if another emulator keeps it."""
    folder = None if endpoint or memory else data or DATA
    if folder is None and (data or fresh):
        exit_with_error("--data and --fresh are for the data folder, which --endpoint and --memory leave unused")
    return folder


def _prepare_process() -> None:
    bypass_proxies()
    gc.disable()  # saves a fifth of the start time
    # A shell starts a background command with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def _bind_and_run(start: Start, *, fresh: bool, containers: bool, desk: bool) -> None:
    """Binds the ports and opens the data, which may be refused, and serves."""
    from cli.local.desk_build import start_build
    from cli.local.docker_bridge import DockerUnavailable
    from cli.local.docker_bridge import listen as listen_for_containers
    from cli.local.persistence.folder import DataUnusable, open_database
    from cli.local.port import PortTaken, bind

    try:
        with bind(start.port) as listener:
            for_containers = listen_for_containers() if containers else None
            # Last, since it may delete the data.
            database = open_database(start.folder, fresh=fresh) if start.folder else None
            if desk:
                start_build()
            _run(listener, start, database, for_containers)
    except (PortTaken, DataUnusable, DockerUnavailable) as error:
        exit_with_error(str(error))
    except KeyboardInterrupt:
        pass  # during the start


def _run(
    listener: socket.socket,
    start: Start,
    database: sqlite3.Connection | None,
    containers: socket.socket | None,
) -> None:
    """Serve on a bound port until a signal ends the process. `containers` is the emulator's port for them."""
    # Imported late: it takes a second, and a taken port should be reported at once.
    from cli.local import server
    from cli.local.deployment import deploy
    from cli.local.emulator import Emulator, EmulatorUnreachable
    from cli.local.environment import INDEX_FOLDER, InvalidAddress, InvalidParameter, read_service_addresses
    from cli.local.persistence.keeper import Keeper

    try:
        addresses = read_service_addresses(os.environ)
        # A browser that opens the address now waits for the end of the start.
        print(f"Gazette is starting; http://127.0.0.1:{start.port}/ answers in a few seconds.\n", flush=True)
        keeper = Keeper(database, str(start.folder)) if database else None
        if containers:
            bypass_proxies(containers.getsockname()[0])
        with Emulator(start.endpoint, keeper, containers) as emulator:
            local = deploy(emulator, start.port, addresses)
            _prepare(local, start)
            if containers:
                print(f"Functions in containers use the emulator at {emulator.endpoint}.\n", flush=True)
            gc.freeze()
            gc.enable()
            server.serve(local, listener)
    except (InvalidAddress, InvalidParameter, EmulatorUnreachable) as error:
        exit_with_error(str(error))
    finally:
        shutil.rmtree(INDEX_FOLDER, ignore_errors=True)


def _prepare(local: LocalDeployment, start: Start) -> None:
    """Load the samples, commit what the start wrote, and say that the server is up. Raises `DataUnusable`."""
    from cli.local.persistence.folder import explain

    keeper, other_addresses = local.emulator.keeper, ""
    try:
        if not start.empty:
            _seed(local)
        if keeper:
            other_addresses = keeper.note_address(os.environ["SITE_URL"])
            keeper.begin()
    except Exception:
        if keeper and keeper.journal.failure and start.folder:
            raise explain(start.folder, keeper.journal.failure) from None
        raise
    print(start.describe(local.url), flush=True)
    if other_addresses:
        print(f"Links in articles that were published before lead to {other_addresses}.\n", flush=True)


def _seed(local: LocalDeployment) -> None:
    """Load sample articles now, and rates in threads, since banks may answer slowly."""
    from cli.local.initial_rates import load_rates
    from cli.local.samples import load_articles

    def load(source: str) -> None:
        print(load_rates(source, datetime.now(UTC)), flush=True)

    keeper = local.emulator.keeper
    # Once only: samples that an editor deleted stay deleted.
    if keeper is None or keeper.note("samples", loaded=True) is None:
        load_articles(datetime.now(UTC))
    for source in local.sources:
        threading.Thread(target=load, args=(source,), daemon=True).start()
