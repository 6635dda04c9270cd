"""Lists of published articles: stored cards joined to a page, and its cursor. Lean.

A listing holds its cards under `<published_at>#<id>`, so that dates and pages are ranges of one Query.
"""

from __future__ import annotations

import json
from datetime import timedelta

from gazette import cursors
from gazette.errors import Invalid, Malformed
from gazette.times import parse_timestamp, timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CACHE = (15, 30)
FILTERS = ("category", "tag", "author")
PARAMETERS = ("lang", *FILTERS, "from", "to", "limit", "cursor")
LONGEST = 200
"""Characters of a filter's value, and of a position."""


class ListQuery:
    """What a list's query parameters select: one listing, a range of positions in it, and how many from where."""

    def __init__(self, given: dict[str, str], lang: str) -> None:
        self.given = given
        self.listing = _listing(given, lang)
        self.since, self.before = _instant(given, "from", "0"), _instant(given, "to", "~")
        if self.since >= self.before:
            raise Invalid.at("?to", "It must be later than `from`.")
        self.limit = _limit(given.get("limit", "20"))
        self.identity = f"{self.listing}|{self.since}|{self.before}"
        self.start = self._position(given["cursor"]) if "cursor" in given else None

    def _position(self, cursor: str) -> str:
        position = cursors.decode(self.identity, cursor)
        if len(position) > LONGEST or not self.since <= position < self.before:
            raise Malformed("The cursor is damaged.")
        return position

    def request(self, table: str) -> dict[str, Any]:
        """One Query, newest first. It asks for one item more than a page has, to know whether there is a next one."""
        request: dict[str, Any] = {
            "TableName": table,
            # Nothing stands at a bare time (positions go on with `#` and the id), so `before` is not included.
            "KeyConditionExpression": "listing = :listing AND #position BETWEEN :since AND :before",
            "ExpressionAttributeNames": {"#position": "position"},
            "ExpressionAttributeValues": {
                ":listing": {"S": self.listing},
                ":since": {"S": self.since},
                ":before": {"S": self.before},
            },
            "ProjectionExpression": "#position, card",
            "ScanIndexForward": False,
            "Limit": self.limit + 1,
        }
        if self.start is not None:
            request["ExclusiveStartKey"] = {"listing": {"S": self.listing}, "position": {"S": self.start}}
        return request

    def page(self, reply: dict[str, Any]) -> tuple[str, str | None]:
        """The page of a reply as JSON, and the cursor of the next one."""
        items = reply["Items"][: self.limit]
        more = len(reply["Items"]) > self.limit or (items and "LastEvaluatedKey" in reply)
        cursor = cursors.encode(self.identity, items[-1]["position"]["S"]) if more else None
        return envelope([item["card"]["S"] for item in items], cursor), cursor


def envelope(items: list[str], cursor: str | None) -> str:
    """`{"items": […], "next": …}` of items that are JSON already."""
    return f'{{"items":[{",".join(items)}],"next":{json.dumps(cursor)}}}'


def compact(value: Any) -> str:
    """JSON as it is stored and sent: UTF-8 letters as they are, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def newest_request(table: str, listing: str, limit: int) -> dict[str, Any]:
    """The Query of the newest cards of a listing."""
    return {
        "TableName": table,
        "KeyConditionExpression": "listing = :listing",
        "ExpressionAttributeValues": {":listing": {"S": listing}},
        "ScanIndexForward": False,
        "Limit": limit,
    }


def _listing(given: dict[str, str], lang: str) -> str:
    filters = [name for name in FILTERS if name in given]
    if not filters:
        return lang
    if len(filters) > 1:
        raise Invalid.at(f"?{filters[1]}", f"It cannot be combined with {filters[0]}.")
    value = given[filters[0]]
    if len(value) > LONGEST:
        raise Invalid.at(f"?{filters[0]}", f"It has at most {LONGEST} characters.")
    return f"{lang}/{filters[0]}/{value}"


def _instant(given: dict[str, str], name: str, otherwise: str) -> str:
    """The time of a parameter, rounded up to the second, as positions begin."""
    if name not in given:
        return otherwise
    try:
        at = parse_timestamp(given[name])
        return timestamp(at + timedelta(seconds=1) if at.microsecond else at)
    except (ValueError, OverflowError):
        raise Invalid.at(
            f"?{name}", "It must be a time with its offset, such as 2025-12-18T12:00:00Z (write + as %2B)."
        ) from None


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 100):
        raise Invalid.at("?limit", "It must be a whole number from 1 to 100.")
    return int(text)
