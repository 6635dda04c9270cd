"""`gazette dev`: the whole of Gazette in one process on this machine."""

import os
import time
from typing import Annotated

import typer

from cli.terminal import Port, stop


def dev(
    port: Port = 3000,
    endpoint: Annotated[
        str | None, typer.Option(help="An engine that runs already, such as DynamoDB Local, in place of moto's.")
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Start without sample articles and rates.")] = False,
) -> None:
    """Run everything on this machine: API, site, tables, mail, streams and schedules. Ctrl-C ends it."""
    from cli.local import server
    from cli.local.engine import Engine, EngineUnreachable

    started = time.monotonic()
    try:
        claimed = server.claim(port)
        with claimed, Engine(endpoint) as engine:
            local = server.set_up(engine, port)
            print(_welcome(local.url, time.monotonic() - started), flush=True)
            server.serve(local, claimed)
    except (server.PortTaken, EngineUnreachable) as error:
        stop(str(error))
    except KeyboardInterrupt:
        pass  # Ctrl-C before the server was up
    # Threads of functions that still run hold nothing that must be put away.
    os._exit(0)


def _welcome(url: str, seconds: float) -> str:
    return f"""Gazette is up after {seconds:.1f} s.

  Site       {url}/
  API        {url}/v1
  Reference  {url}/v1/docs
  Outbox     {url}/_dev/outbox
  Tools      {url}/_dev/

  A token    gazette token --group editor
  The end    Ctrl-C
"""
