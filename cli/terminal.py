"""What the commands share: options that several have, and how they end with an error."""

import os
import sys
from typing import Annotated, NoReturn

import typer

PORT = 3000
Port = Annotated[int, typer.Option(help="Port of the local server.", min=1, max=65535)]


def around_proxies() -> None:
    """Reach this machine directly, also where a proxy is configured for the rest of the world."""
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost")))


def stop(message: str) -> NoReturn:
    """End with one line on standard error and exit code 1."""
    print(f"gazette: {message}", file=sys.stderr)
    raise typer.Exit(1)
