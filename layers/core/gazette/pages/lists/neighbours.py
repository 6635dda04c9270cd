"""Where the archive leads: the nearest days or months with stories, and the list of months."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gazette.articles.public.lists import FIRST, LAST, SITEMAPS, build_listing_request, build_range_request
from gazette.pages.lists.days import Period, find_period, parse_period

Reply = dict[str, Any]
Request = tuple[str, dict[str, Any]]


class Neighbours:
    """The nearest days, or months, before and after a period in which something was published."""

    def __init__(self, lang: str, period: Period, zone: ZoneInfo) -> None:
        self._lang, self._period, self._zone = lang, period, zone

    def build_requests(self, table: str) -> list[Request]:
        """Two Queries of one item each."""
        start, end = self._period.limits(self._zone)
        earlier = build_range_request(table, self._lang, FIRST, start, limit=1)
        later = build_range_request(table, self._lang, end, LAST, limit=1)
        return [("Query", earlier), ("Query", {**later, "ScanIndexForward": True})]

    def read(self, replies: list[Reply]) -> tuple[Period | None, Period | None]:
        """The period before and the period after, from the replies to `build_requests`."""
        earlier, later = (self._find(reply["Items"]) for reply in replies)
        return earlier, later

    def _find(self, items: list[dict[str, Any]]) -> Period | None:
        if not items:
            return None
        return parse_period(find_period(items[0]["position"]["S"], self._zone, is_month=self._period.is_month))


def build_months_request(table: str, lang: str) -> Request:
    """The Query of the months (of UTC) in which something was published in a language, also if it was withdrawn."""
    request = build_listing_request(table, SITEMAPS)
    return "Query", {
        **request,
        "KeyConditionExpression": "listing = :listing AND begins_with(#position, :lang)",
        "ExpressionAttributeNames": {"#position": "position"},
        "ExpressionAttributeValues": {**request["ExpressionAttributeValues"], ":lang": {"S": f"{lang}/"}},
        "ScanIndexForward": False,
    }


def list_months(reply: Reply) -> list[Period]:
    """The months of the reply to `build_months_request`, newest first."""
    periods = (parse_period(item["position"]["S"].partition("/")[2]) for item in reply["Items"])
    return [period for period in periods if period is not None]


def is_ahead(period: Period, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the period has not begun yet."""
    return period.start > now.astimezone(zone).date()
