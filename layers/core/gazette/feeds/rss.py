"""RSS 2.0, with elements of Atom, Dublin Core, Media RSS and the content module."""

from __future__ import annotations

from email.utils import formatdate

from gazette.feeds.feed import Feed, get_summary, list_topics
from gazette.feeds.pictures import get_attachment, render_media
from gazette.feeds.xml import DECLARATION, escape, escape_html, escape_twice
from gazette.times import parse_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CONTENT_TYPE = "application/rss+xml"
NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
)


def render_rss(feed: Feed) -> str:
    """The feed as RSS."""
    items = "".join(_render_item(card, body) for card, body in feed.entries)
    return (
        f'{DECLARATION}<rss version="2.0" {NAMESPACES}>\n<channel><title>{escape(feed.title)}</title>'
        f"<link>{escape(feed.home)}</link><description>{escape(feed.description)}</description>"
        f"<language>{feed.lang}</language><lastBuildDate>{_format_date(feed.updated)}</lastBuildDate>"
        f'<atom:link rel="self" type="{CONTENT_TYPE}" href="{escape(feed.url)}"/>\n{items}</channel>\n</rss>\n'
    )


def _render_item(card: dict[str, Any], body: str | None) -> str:
    parts = [
        f"<title>{escape(card['title'])}</title><link>{escape(card['url'])}</link>",
        # Not the address: a renamed article would be a new one to readers.
        f'<guid isPermaLink="false">{escape(card["id"])}</guid><pubDate>{_format_date(card["published_at"])}</pubDate>',
        f"<atom:updated>{card['updated_at']}</atom:updated>",
        # The description of an item is HTML by the specification, that of the channel is not.
        f"<description>{escape_twice(get_summary(card))}</description>",
        f"<content:encoded>{escape_html(body)}</content:encoded>" if body is not None else "",
        *(f"<dc:creator>{escape(author['name'])}</dc:creator>" for author in card["authors"]),
        *(f"<category>{escape(topic['name'])}</category>" for topic in list_topics(card)),
        _render_enclosure(card),
        render_media(card),
    ]
    return f"<item>{''.join(parts)}</item>\n"


def _render_enclosure(card: dict[str, Any]) -> str:
    if attachment := get_attachment(card):
        url, size = attachment
        return f'<enclosure url="{escape(url)}" length="{size}" type="image/jpeg"/>'
    return ""


def _format_date(at: str) -> str:
    """`Thu, 18 Dec 2025 07:00:00 GMT`, in English whatever the locale is."""
    return formatdate(parse_timestamp(at).timestamp(), usegmt=True)
