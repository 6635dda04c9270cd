"""Cards by their positions: one BatchGetItem for all places of a response that show known articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from gazette.articles.public.planned_withdrawals import drop_ended
from gazette.aws.public.reader import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]


def build_cards_request(lang: str, positions: Iterable[str]) -> dict[str, Any]:
    """The part of a BatchGetItem for the Listings table. Positions must differ from each other."""
    return {
        "Keys": [{"listing": {"S": lang}, "position": {"S": position}} for position in positions],
        "ProjectionExpression": "#position, card, unpublish_at",
        "ExpressionAttributeNames": {"#position": "position"},
    }


def index_cards(items: Iterable[Item], now: datetime) -> dict[str, Item]:
    """Items with cards by position, without those whose planned withdrawal has passed."""
    return {item["position"]["S"]: item for item in drop_ended(items, now)}


def parse_cards(items: Iterable[Item]) -> list[dict[str, Any]]:
    """The cards of items, in their order."""
    return [json.loads(item["card"]["S"]) for item in items]


def load_cards(
    reader: Reader, table: str, lang: str, positions: Sequence[str], *, now: datetime, deadline: float | None
) -> dict[str, Item]:
    """Items with the cards that are present, by position; no request without positions."""
    if not positions:
        return {}
    reply = reader.batch_get({"RequestItems": {table: build_cards_request(lang, positions)}}, deadline)
    return index_cards(reply["Responses"][table], now)
