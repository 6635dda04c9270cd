"""The categories of a front page, each with its newest articles: the item of the blocks, and one BatchGetItem of cards.

No article is twice on a page: not in a block if it is above the blocks, and only in the first of several blocks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from gazette.articles.public.cards import load_cards
from gazette.aws.public.reader import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Block = dict[str, Any]

NEWEST = 5
"""Articles of a block at most."""
MAX_BLOCKS = 20
"""Blocks at most: a BatchGetItem has at most 100 keys."""
POSITIONS = 25
"""Positions that the item has of each category. The newest 20 of them may be above the blocks."""


def build_blocks_key(lang: str) -> dict[str, str]:
    return {"listing": f"{lang}/blocks", "position": "current"}


def build_blocks_request(table: str, lang: str) -> tuple[str, dict[str, Any]]:
    """The read of the item of the blocks, for `fetch`."""
    key = {name: {"S": value} for name, value in build_blocks_key(lang).items()}
    return "GetItem", {"TableName": table, "Key": key, "ProjectionExpression": "blocks"}


def list_blocks(reply: dict[str, Any]) -> list[Block]:
    """`{slug, name, newest: [position]}` of each category, from the response to the read of the item.

    The item is not there before the first publication.
    """
    blocks: list[Block] = json.loads(reply["Item"]["blocks"]["S"]) if "Item" in reply else []
    return blocks


def choose_positions(reply: dict[str, Any], shown: Iterable[str], fewest: int = 1) -> list[Block]:
    """`{slug, name, newest: [position]}` of each category that has articles beside those that are `shown` above.

    A category with less than `fewest` of them has no block, so that these may be in another one.
    """
    used, blocks = set(shown), []
    for block in list_blocks(reply):
        newest = [position for position in block["newest"] if position not in used][:NEWEST]
        if len(newest) >= fewest:
            used.update(newest)
            blocks.append({**block, "newest": newest})
    return blocks[:MAX_BLOCKS]


def load_blocks(
    reader: Reader, table: str, lang: str, positions: list[Block], *, now: datetime, deadline: float | None
) -> tuple[list[Block], list[dict[str, Any]]]:
    """The blocks with cards (JSON texts) in place of positions, and all items that they show.

    An article that was withdrawn since the item was written is left out.
    """
    newest = [position for block in positions for position in block["newest"]]
    items = load_cards(reader, table, lang, newest, now=now, deadline=deadline)
    blocks = [
        {**block, "newest": [items[at]["card"]["S"] for at in block["newest"] if at in items]} for block in positions
    ]
    return [block for block in blocks if block["newest"]], list(items.values())
