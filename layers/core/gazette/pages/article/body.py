"""The body of an article as its page shows it, and the texts for search engines."""

import re
from html import escape
from typing import Any

from markupsafe import Markup

from gazette.pages.article.embeds import show_embeds

Document = dict[str, Any]

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
_OPENING = re.compile(r"\s*(?:<figure\b.*?</figure>|<h\d\b.*?</h\d>)\s*", re.DOTALL)
"""What may stand before the paragraph that begins with the dateline: a picture, or a heading."""
_LINK_ELSEWHERE = re.compile(r'(<a href="https?://[^"]*"[^>]*?)rel="noopener"')
_EAGER_IMAGE = re.compile(r"<img (?![^>]*\bloading=)")
"""An image of another site, which would be loaded at once."""
_TAG = re.compile(r"<[^>]*>")


def format_body(article: Document, words: dict[str, Any]) -> tuple[Markup, list[str]]:
    """The article's HTML with its dateline at the start of the first paragraph, as newspapers set it; and the origins
    of the frames that its cards may load.

    `body_html` was sanitised with an allowlist when it was rendered, and only publication writes its table. It is the
    only text that pages insert as HTML.
    """
    html, frames = show_embeds(article["body_html"], words["embeds"])
    html = _TABLE.sub(lambda table: _wrap_table(table[0], words["site"]["table"]), html)
    html = _EAGER_IMAGE.sub('<img loading="lazy" ', html)
    if (article.get("label") or {}).get("slug") == "sponsored":
        html = _LINK_ELSEWHERE.sub(r'\1rel="sponsored noopener"', html)
    return _add_dateline(html, article["dateline"]), frames


def _add_dateline(html: str, place: str | None) -> Markup:
    # Text from a news agency often has the place in its first line already.
    if not place or re.match(re.escape(escape(place, quote=False)) + r"(?!\w)", html.removeprefix("<p>")):
        return Markup(html)  # noqa: S704 (sanitised, see above)
    dateline = Markup('<p><span class="dateline">{}</span> — ').format(place)
    opening, _, rest = html.partition("<p>")
    if opening and not _OPENING.fullmatch(opening):
        opening, dateline, rest = "", dateline + Markup("</p>\n"), html
    return Markup(opening) + dateline + Markup(rest)  # noqa: S704 (sanitised, see above)


def _wrap_table(table: str, label: str) -> str:
    """The table in a box that scrolls, also by keyboard, if the table is wider than the screen."""
    caption = _CAPTION.search(table)
    name = _TAG.sub("", caption[1]).strip() if caption else ""
    text = name.replace('"', "&quot;") or escape(label)
    return f'<div class="wide" role="region" aria-label="{text}" tabindex="0">{table}</div>'


def describe_for_search(article: Document, site_name: str) -> dict[str, str]:
    """`title` and `description` for search engines: what the editors wrote for them, else title and dek."""
    seo = article.get("seo") or {}  # a view of format 1 has none
    return {
        "title": seo.get("title") or f"{article['title']} – {site_name}",
        "description": seo.get("description") or article["dek"] or article["title"],
    }
