"""Sitemaps of news, as Google News reads them: the articles of the last two days by their first publication."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from gazette.articles.public.cards import parse_cards
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end
from gazette.aws.public.reader import Reader
from gazette.feeds.sitemaps import NAMESPACES as SITEMAP_NAMESPACES
from gazette.feeds.xml import escape
from gazette.times import timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AGE = timedelta(hours=48)
MAX_NEWS = 1000
"""Articles; if there are more, the newest ones."""
NOT_NEWS = ("sponsored",)
"""Labels of articles that are not offered as news."""
NAMESPACES = f'{SITEMAP_NAMESPACES} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
CHINESE = {"zh-Hans": "zh-cn", "zh-Hant": "zh-tw"}
"""The two exceptions that Google makes from ISO 639."""


def load_news(
    reader: Reader, table: str, lang: str, now: datetime, deadline: float | None = None
) -> tuple[list[dict[str, Any]], float | None]:
    """The cards of the news of a language, newest first, and the first planned withdrawal. One Query a megabyte."""
    request = {
        "TableName": table,
        "KeyConditionExpression": "listing = :listing AND #position >= :since",
        "ExpressionAttributeNames": {"#position": "position"},
        "ExpressionAttributeValues": {":listing": {"S": lang}, ":since": {"S": timestamp(now - AGE)}},
        "ProjectionExpression": "card, unpublish_at",
        "ScanIndexForward": False,
        "Limit": MAX_NEWS,
    }
    items = drop_ended(islice(reader.query_items(request, deadline), MAX_NEWS), now)
    return [card for card in parse_cards(items) if not _is_labelled(card, NOT_NEWS)], find_first_end(items)


def render_news_url(card: dict[str, Any], site_name: str) -> str:
    """The `<url>` of an article. `news:name` must be the name of the site in Google News, without anything else."""
    lang = CHINESE.get(card["lang"], card["lang"].partition("-")[0])
    return (
        f"<url><loc>{escape(card['url'])}</loc><news:news><news:publication><news:name>{escape(site_name)}</news:name>"
        f"<news:language>{lang}</news:language></news:publication>"
        f"<news:publication_date>{card['published_at']}</news:publication_date>"
        f"<news:title>{escape(card['title'])}</news:title></news:news></url>"
    )


def _is_labelled(card: dict[str, Any], labels: tuple[str, ...]) -> bool:
    label = card.get("label") or {}  # a card of format 1 has none
    return label.get("slug") in labels
