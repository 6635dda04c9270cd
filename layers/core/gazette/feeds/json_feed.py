"""JSON Feed 1.1."""

from __future__ import annotations

from gazette.encoding import compact_json
from gazette.feeds.feed import Feed, get_summary, list_topics
from gazette.feeds.pictures import get_attachment
from gazette.feeds.xml import drop_forbidden
from gazette.urls import term_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

CONTENT_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def render_json_feed(feed: Feed) -> str:
    """The feed as JSON."""
    return compact_json(
        {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": feed.url,
            "description": feed.description,
            "language": feed.lang,
            "authors": [{"name": feed.site_name, "url": feed.site}],
            "items": [_build_item(card, body, feed.site) for card, body in feed.entries],
        }
    )


def _build_item(card: Json, body: str | None, site: str) -> Json:
    """An item has its content as HTML or as text; a summary alone is not valid."""
    content = {"content_text": get_summary(card)} if body is None else {"content_html": body}
    image, attachment = card.get("image"), get_attachment(card)
    members = {
        "id": card["id"],
        "url": card["url"],
        "title": card["title"],
        "summary": get_summary(card),
        **content,
        "image": image["crops"][-1]["url"] if image else None,
        "date_published": card["published_at"],
        "date_modified": card["updated_at"],
        "authors": [_build_author(author, card["lang"], site) for author in card["authors"]],
        "tags": [topic["name"] for topic in list_topics(card)],
        "language": card["lang"],
        "attachments": attachment and [_build_attachment(*attachment)],
    }
    return {name: _clean(value) for name, value in members.items() if value}


def _clean(value: Any) -> Any:
    """Texts without characters that no document may have: JSON would keep them as escapes."""
    if isinstance(value, str):
        return drop_forbidden(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return {name: _clean(item) for name, item in value.items()} if isinstance(value, dict) else value


def _build_author(author: Json, lang: str, site: str) -> Json:
    page = {"url": site + term_path(lang, "author", author["slug"])} if author["slug"] else {}
    return {"name": author["name"], **page}


def _build_attachment(url: str, size: int) -> Json:
    return {"url": url, "mime_type": "image/jpeg", "size_in_bytes": size}
