"""Where a page of results begins: a moment, and the number of articles before the page.

The moment is that of the first page. Later pages leave out what was published after it, so that no article is shifted
to the next page while somebody reads.
"""

from __future__ import annotations

import re

from gazette.search.public.engine import DEEPEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

_FORM = re.compile(r"(\d{1,11})-(\d{1,5})", re.ASCII)


class PageStart:
    """`at` is in seconds since 1970."""

    __slots__ = ("at", "offset")

    def __init__(self, at: int, offset: int = 0) -> None:
        self.at, self.offset = at, offset

    @classmethod
    def parse(cls, text: str, now: int) -> Self | None:
        """None for what is not the start of a page behind the first one, or has a moment that is still to come."""
        match = _FORM.fullmatch(text)
        if match is None or int(match[1]) > now or not 0 < int(match[2]) < DEEPEST:
            return None
        return cls(int(match[1]), int(match[2]))

    def render(self, offset: int) -> str:
        """The text of another page of the same results."""
        return f"{self.at}-{offset}"

    def limit(self, until: int | None) -> int | None:
        """The end of what is searched, which the first page does not limit."""
        if not self.offset:
            return until
        return self.at + 1 if until is None else min(until, self.at + 1)
