"""Lists of published articles: pages of stored cards, with cursors.

The position of a card is `<published_at>#<id>`, so that dates and pages are ranges of one Query.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from gazette import cursors
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end
from gazette.aws.public.reader import Reader
from gazette.errors import Invalid, Malformed
from gazette.http.public import parse_limit
from gazette.times import parse_timestamp, timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CACHE = (15, 30)
"""(max-age, s-maxage) in seconds."""
FIRST, LAST = "0", "~"
"""Texts before and after all positions."""
SITEMAPS = "sitemaps"
"""The listing with a row for each sitemap: `<lang>/<month>`, of each month in which something was published."""
FILTERS = ("category", "tag", "author")
PARAMETERS = ("lang", *FILTERS, "from", "to", "limit", "cursor")
MAX_TEXT = 200
"""Characters of a position."""
MAX_READS = 4
"""Queries for one page at most. One is enough unless cards wait for their withdrawal; a page may be short after these.
"""


class ListQuery:
    """A request for a list: one listing, a range of positions in it, the page size, and the position to start after."""

    def __init__(self, parameters: dict[str, str], lang: str) -> None:
        self.listing = _select_listing(parameters, lang)
        self.since, self.before = parse_times(parameters)
        self.limit = parse_limit(parameters)
        self.identity = f"{self.listing}|{self.since}|{self.before}"
        self.start = self._parse_cursor(parameters["cursor"]) if "cursor" in parameters else None

    def _parse_cursor(self, cursor: str) -> str:
        position = cursors.decode(self.identity, cursor)
        if len(position) > MAX_TEXT or not self.since <= position < self.before:
            raise Malformed("The cursor is damaged.")
        return position

    def build_request(self, table: str) -> dict[str, Any]:
        """The request of one Query, newest first. One item more than a page shows whether there is a next page."""
        request = build_range_request(table, self.listing, self.since, self.before, limit=self.limit + 1)
        if self.start is not None:
            request["ExclusiveStartKey"] = {"listing": {"S": self.listing}, "position": {"S": self.start}}
        return request

    def load_page(
        self, reader: Reader, table: str, now: datetime, deadline: float | None = None
    ) -> tuple[str, str | None, float | None]:
        """The page as JSON, the cursor of the next page, and the first planned withdrawal of its articles.

        Articles whose planned withdrawal has passed are left out. Further queries fill their places.
        """
        request, cards, last = self.build_request(table), [], None
        for _ in range(MAX_READS):
            reply = reader.query(request, deadline)
            cards += drop_ended(reply["Items"], now)
            last = reply.get("LastEvaluatedKey")
            if last is None or len(cards) > self.limit:
                break
            request["ExclusiveStartKey"] = last
        shown = cards[: self.limit]
        end = shown[-1] if len(cards) > self.limit else last
        cursor = cursors.encode(self.identity, end["position"]["S"]) if end else None
        return render_page([item["card"]["S"] for item in shown], cursor), cursor, find_first_end(shown)


EMPTY = '{"items":[],"next":null}'


def render_page(items: list[str], cursor: str | None) -> str:
    """`{"items": […], "next": …}` from items that are JSON texts."""
    return f'{{"items":[{",".join(items)}],"next":{json.dumps(cursor)}}}'


def build_range_request(table: str, listing: str, since: str, before: str, *, limit: int) -> dict[str, Any]:
    """The Query of the cards of a listing between two texts, newest first.

    Texts are positions or times. A position is a time, `#` and an id, so none equals a time: a range excludes the
    moment `before`, and includes a position.
    """
    return {
        "TableName": table,
        "KeyConditionExpression": "listing = :listing AND #position BETWEEN :since AND :before",
        "ExpressionAttributeNames": {"#position": "position"},
        "ExpressionAttributeValues": {
            ":listing": {"S": listing},
            ":since": {"S": since},
            ":before": {"S": before},
        },
        "ProjectionExpression": "#position, card, unpublish_at",
        "ScanIndexForward": False,
        "Limit": limit,
    }


def build_newest_request(table: str, listing: str, limit: int) -> dict[str, Any]:
    """The Query of the newest cards of a listing."""
    return {**build_listing_request(table, listing), "ScanIndexForward": False, "Limit": limit}


def build_listing_request(table: str, listing: str) -> dict[str, Any]:
    """The Query of all cards of a listing, oldest first."""
    return {
        "TableName": table,
        "KeyConditionExpression": "listing = :listing",
        "ExpressionAttributeValues": {":listing": {"S": listing}},
    }


def parse_times(parameters: Mapping[str, str]) -> tuple[str, str]:
    """`from` (included) and `to` (excluded) as positions have them; `FIRST` and `LAST` if absent. Raises `Invalid`."""
    since, before = _parse_time(parameters, "from", FIRST), _parse_time(parameters, "to", LAST)
    if since >= before:
        raise Invalid.at("?to", "It must be later than `from`.")
    return since, before


def check_slug(kind: str, value: str) -> str:
    """The slug of a filter of this kind. Raises `Invalid`."""
    from gazette.text import MAX_SLUG, SLUG  # not needed by a cold article read

    if len(value) > MAX_SLUG or not re.fullmatch(SLUG, value):
        raise Invalid.at(f"?{kind}", "It must be a slug: lower case, with hyphens between words.")
    return value


def _select_listing(parameters: Mapping[str, str], lang: str) -> str:
    filters = [name for name in FILTERS if name in parameters]
    if not filters:
        return lang
    if len(filters) > 1:
        raise Invalid.at(f"?{filters[1]}", f"It cannot be combined with {filters[0]}.")
    return f"{lang}/{filters[0]}/{check_slug(filters[0], parameters[filters[0]])}"


def _parse_time(parameters: Mapping[str, str], name: str, default: str) -> str:
    """The time of a parameter as positions have it, rounded up to the second."""
    from gazette.text import RFC3339  # not needed by a cold article read

    if name not in parameters:
        return default
    try:
        if not RFC3339.fullmatch(parameters[name]):
            raise ValueError("not RFC 3339")
        at = parse_timestamp(parameters[name].upper())
        return timestamp(at + timedelta(seconds=1) if at.microsecond else at)
    except (ValueError, OverflowError):
        raise Invalid.at(
            f"?{name}", "It must be a time with its offset, such as 2025-12-18T12:00:00Z (write + as %2B)."
        ) from None
