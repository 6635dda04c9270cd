"""Blanks and lines of texts in mails."""

import re
import textwrap

COLUMNS = 72

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_BOUND = re.compile(r"(?<=\d) (?=[\w%])| (?=[–—])|(?<=\b[авикосуя]) (?=[\w«„])", re.IGNORECASE)
"""Blanks between a number and its unit, before a dash, and after a Russian word of one letter."""


def bind(text: str) -> str:
    """The text with no-break spaces where a line must not end."""
    return _BOUND.sub(_NO_BREAK_SPACE, text)


def wrap(text: str) -> str:
    """The text in lines of at most 72 columns, with no-break spaces as `bind` puts them. Longer words stay whole."""
    return textwrap.fill(bind(text), COLUMNS, break_long_words=False, break_on_hyphens=False)


def underline(text: str) -> str:
    """A heading in lines as `wrap` makes them, and a line of `=` below that is as long as the longest of them, but has
    72 columns at most."""
    lines = wrap(text)
    return f"{lines}\n{'=' * min(max(map(len, lines.splitlines()), default=0), COLUMNS)}"
