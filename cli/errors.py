"""Ends a command with an error."""

import sys
from typing import NoReturn

import typer


def exit_with_error(message: str) -> NoReturn:
    """Print one line to standard error and end the command with exit code 1."""
    print(f"gazette: {message}", file=sys.stderr)
    raise typer.Exit(1)
