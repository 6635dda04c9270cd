"""The front page: which story stands where."""

from collections.abc import Sequence
from typing import Any

Card = dict[str, Any]
Block = dict[str, Any]

STORIES = 10
"""Stories above the blocks: the pinned ones, and then the newest."""
LATEST = 10
"""Headlines of the column with the newest, none of which is among the stories."""
ROW = slice(5, 9)
"""Stories in a row of four, if there are enough of them."""
FEWEST_FOR_ROW = 8
FEWEST_IN_BLOCK = 3
"""Stories of a category that has a block."""

PATTERNS = ("feature", "pair", "four", "pair")
"""Looks of the blocks, again and again: one large story with four others; two categories beside each other; four
stories in a row."""


def arrange_stories(top: Sequence[Card], newest: Sequence[Card]) -> dict[str, Any]:
    """The places of the first screen: `lead`, `below` it, `beside` it, a `row`, and the `latest` headlines.

    `top` are the pinned cards by rank, `newest` the others, newest first. Stories without a place of their own stand
    at the end of `beside`, as headlines.
    """
    filled = max(0, STORIES - len(top))
    stories = [*top, *newest[:filled]][:STORIES]
    has_row = len(stories) >= FEWEST_FOR_ROW
    return {
        "lead": stories[0] if stories else None,
        "below": stories[3:5],
        "beside": stories[1:3],
        "also": stories[ROW.stop :] if has_row else stories[ROW.start :],
        "row": stories[ROW] if has_row else [],
        "latest": newest[filled : filled + LATEST],
    }


def arrange_blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """`[{pattern, blocks}]`: the categories in their order. A pair without a second one is a row of four."""
    waiting = list(blocks)
    arranged: list[dict[str, Any]] = []
    while waiting:
        pattern = PATTERNS[len(arranged) % len(PATTERNS)]
        if pattern == "pair" and len(waiting) == 1:
            pattern = "four"
        count = 2 if pattern == "pair" else 1
        arranged.append({"pattern": pattern, "blocks": waiting[:count]})
        waiting = waiting[count:]
    return arranged
