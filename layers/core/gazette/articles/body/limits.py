"""Limits for the structure of a body's source. Beyond them a parser is slow, or loses words."""

from gazette.errors import Invalid

MAX_DEPTH = 100
"""Levels of nested elements. A list of Markdown has two: the list and its item."""

MAX_MARKS = 40_000
"""Characters that make structure. An article has hundreds; this many take at most a second of CPU time."""

MAX_BRACKETS = 5_000
"""Characters `[`. At each of them the Markdown parser looks for links within links."""

_MARKS = "<[|*&`\n"


def check_source(source: str) -> None:
    """Raises `Invalid` if a source has more structure than an article needs."""
    if sum(source.count(mark) for mark in _MARKS) > MAX_MARKS:
        raise Invalid.at("#/body", f"It has more than {MAX_MARKS} tags, brackets, cells, stars or lines.")
    if source.count("[") > MAX_BRACKETS:
        raise Invalid.at("#/body", f"It has more than {MAX_BRACKETS} opening brackets.")


def build_depth_error() -> Invalid:
    """The error of a body whose elements are nested deeper than `MAX_DEPTH`."""
    return Invalid.at("#/body", f"Lists, quotes or elements are nested more than {MAX_DEPTH // 2} deep.")
