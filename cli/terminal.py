"""Shared by the commands: the port option, and the end with an error."""

import os
import sys
from typing import Annotated, NoReturn

import typer

PORT = 3000
Port = Annotated[int, typer.Option(help="Port of the local server.", min=1, max=65535)]


def bypass_proxies() -> None:
    """Connect to this machine directly, even if the environment configures a proxy."""
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost")))


def exit_with_error(message: str) -> NoReturn:
    """End the command with one line on standard error and exit code 1."""
    print(f"gazette: {message}", file=sys.stderr)
    raise typer.Exit(1)
