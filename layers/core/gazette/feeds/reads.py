"""Reads what a feed shows: one Query of cards, and for whole texts one BatchGetItem of views."""

from __future__ import annotations

from datetime import datetime

from gazette.articles.public.article import unpack_document
from gazette.articles.public.cards import parse_cards
from gazette.articles.public.lists import build_newest_request
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end, has_ended
from gazette.aws.public.reader import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.feeds.feed import Entry

    Card = dict[str, Any]

NEWEST = 50
"""Articles of a feed: a day of a large newsroom, so that a reader who asks once a day misses none. More would be sent
to each reader again with every new article."""
MAX_BODIES = 3_000_000
"""Bytes that the texts of a feed may add to a response, of which Lambda allows 6 MB. The oldest articles have their
summaries alone then."""


def load_newest(
    reader: Reader, table: str, listing: str, now: datetime, deadline: float | None = None
) -> tuple[list[Card], float | None]:
    """The newest cards of a listing, at most `NEWEST`, and the first planned withdrawal among them."""
    reply = reader.query(build_newest_request(table, listing, NEWEST), deadline)
    items = drop_ended(reply["Items"], now)
    return parse_cards(items), find_first_end(items)


def add_bodies(
    reader: Reader, table: str, cards: list[Card], now: datetime, deadline: float | None = None
) -> list[Entry]:
    """The cards with the HTML of their bodies. An article that was withdrawn since the cards were read is left out."""
    if not cards:
        return []
    from gazette.feeds.full_text import render_body  # not needed by a feed of summaries

    request = {
        "Keys": [{"address": {"S": card["id"]}} for card in cards],
        "ProjectionExpression": "#address, #view, unpublish_at",
        "ExpressionAttributeNames": {"#address": "address", "#view": "view"},
    }
    reply = reader.batch_get({"RequestItems": {table: request}}, deadline)
    shown = [item for item in reply["Responses"][table] if "view" in item and not has_ended(item, now)]
    items = {item["address"]["S"]: item for item in shown}
    entries: list[Entry] = []
    room = MAX_BODIES
    for card in (card for card in cards if card["id"] in items):
        body = render_body(unpack_document(items[card["id"]])) if room else ""
        room = max(0, room - estimate_size(body))
        entries.append((card, body if room else None))
    return entries


def estimate_size(body: str) -> int:
    """Bytes of a body in a response at most, with the escapes of the format and those of the response's JSON."""
    extra = {"<": 3, ">": 3, "&": 4, '"': 3, "\\": 3, "\n": 2}
    return len(body.encode(errors="replace")) + sum(body.count(character) * size for character, size in extra.items())
