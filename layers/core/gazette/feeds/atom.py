"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from gazette.feeds.atom_ids import build_article_urn, build_feed_urn
from gazette.feeds.feed import Feed, get_summary, list_topics
from gazette.feeds.pictures import get_attachment, render_media
from gazette.feeds.xml import DECLARATION, escape, escape_html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CONTENT_TYPE = "application/atom+xml"
NAMESPACES = 'xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'


def render_atom(feed: Feed, site_id: str) -> str:
    """The feed as Atom. `site_id` is the UUID of the deployment."""
    entries = "".join(_render_entry(card, body, site_id) for card, body in feed.entries)
    return (
        f'{DECLARATION}<feed {NAMESPACES} xml:lang="{feed.lang}">\n<id>{build_feed_urn(site_id, feed.path)}</id>'
        f"<title>{escape(feed.title)}</title><subtitle>{escape(feed.description)}</subtitle>"
        f'<link rel="self" type="{CONTENT_TYPE}" href="{escape(feed.url)}"/>'
        f'<link rel="alternate" type="text/html" href="{escape(feed.home)}"/>'
        f"<updated>{feed.updated}</updated><author><name>{escape(feed.site_name)}</name></author>\n{entries}</feed>\n"
    )


def _render_entry(card: dict[str, Any], body: str | None, site_id: str) -> str:
    parts = [
        f"<id>{build_article_urn(site_id, card['id'])}</id><title>{escape(card['title'])}</title>",
        f'<link rel="alternate" type="text/html" href="{escape(card["url"])}"/>',
        _render_enclosure(card),
        f"<published>{card['published_at']}</published><updated>{card['updated_at']}</updated>",
        *(f"<author><name>{escape(author['name'])}</name></author>" for author in card["authors"]),
        *(f'<category term="{topic["slug"]}" label="{escape(topic["name"])}"/>' for topic in list_topics(card)),
        f"<summary>{escape(get_summary(card))}</summary>",
        f'<content type="html">{escape_html(body)}</content>' if body is not None else "",
        render_media(card),
    ]
    return f"<entry>{''.join(parts)}</entry>\n"


def _render_enclosure(card: dict[str, Any]) -> str:
    if attachment := get_attachment(card):
        url, size = attachment
        return f'<link rel="enclosure" type="image/jpeg" length="{size}" href="{escape(url)}"/>'
    return ""
