"""Related stories of an article: cards at the positions that were chosen when it was published.

The item of the article has the positions, best first. A story that was withdrawn since has no card, so it is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from gazette.articles.public.cards import load_cards
from gazette.aws.public.reader import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]

MAX_LIMIT, DEFAULT_LIMIT = 12, 4
"""Stories that a request may ask for, and those that it gets without asking. An item has `MAX_LIMIT` positions."""
SPARES = 4
"""Cards that are read in addition, because some of the first may be withdrawn."""


def list_positions(item: Item, limit: int) -> list[str]:
    """The positions to read for `limit` stories, best first. `item` is that of an article's address, from `load_view`.

    Empty if nothing was chosen, as in items that an earlier version wrote.
    """
    positions = item.get("related", {}).get("L", [])
    return [position["S"] for position in positions[: limit + SPARES]]


def pick_cards(positions: Iterable[str], cards: Mapping[str, Item], limit: int) -> list[Item]:
    """The items of the first `limit` positions that have one. `cards` are by position (`load_cards`)."""
    return [cards[position] for position in positions if position in cards][:limit]


def load_related(
    reader: Reader, table: str, item: Item, limit: int, *, now: datetime, deadline: float | None
) -> list[Item]:
    """Items with the cards of an article's related stories, best first, `limit` at most. One BatchGetItem."""
    positions = list_positions(item, limit)
    cards = load_cards(reader, table, item["lang"]["S"], positions, now=now, deadline=deadline)
    return pick_cards(positions, cards, limit)
