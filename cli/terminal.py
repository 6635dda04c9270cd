"""What the commands share: options that several have, and how they end with an error."""

import sys
from typing import Annotated, NoReturn

import typer

Port = Annotated[int, typer.Option(help="Port of the local server.", min=1, max=65535)]


def stop(message: str) -> NoReturn:
    """End with one line on standard error and exit code 1."""
    print(f"gazette: {message}", file=sys.stderr)
    raise typer.Exit(1)
