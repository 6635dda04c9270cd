"""Errors of a file, by their lines."""

from __future__ import annotations

import sys

from pydantic import ValidationError

from gazette.errors import GazetteError

MAX_SHOWN = 100
TYPES = frozenset(
    {"header", "picture", "use", "term", "sitemap", "article", "revision", "address", "redirect"}
    | {"story", "front", "change", "end"}
)


class Problems:
    """Prints errors to standard error, the first `MAX_SHOWN` of them, and counts all."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, line: int, *errors: str) -> None:
        for error in errors:
            self.count += 1
            if self.count <= MAX_SHOWN:
                print(f"line {line:,}: {error}", file=sys.stderr)

    def finish(self) -> None:
        """Say how many errors were not printed."""
        if self.count > MAX_SHOWN:
            print(f"and {self.count - MAX_SHOWN:,} errors more", file=sys.stderr)


def describe_error(error: Exception) -> list[str]:
    """The errors of a record, a sentence each."""
    if isinstance(error, ValidationError):
        return [_describe(entry["loc"], entry["msg"]) for entry in error.errors(include_url=False, include_input=False)]
    if isinstance(error, GazetteError):
        return [error.detail or error.title]
    return [str(error)]


def _describe(place: tuple[int | str, ...], message: str) -> str:
    """`article.title: …`. The first part of the place in a record is its type."""
    path = ".".join(map(str, place[1:] if place and place[0] in TYPES else place))
    return f"{path}: {message}" if path else message
