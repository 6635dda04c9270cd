"""Ends a command with an error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer


def exit_with_error(message: str) -> NoReturn:
    """Print one line to standard error and end the command with exit code 1."""
    print(f"gazette: {message}", file=sys.stderr)
    raise typer.Exit(1)


@contextmanager
def exit_on_aws_error(failure: str = "the jobs cannot be reached") -> Iterator[None]:
    """Ends the command with one line, `failure` and the reason, if AWS refuses a call: no such stack, no permission."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        exit_with_error(f"{failure}: {error}")
