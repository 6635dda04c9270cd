"""Parts of an article's page that are no members of the public article: the body as the page shows it, the texts for
search engines and messengers, and the stories to read after it.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from markupsafe import Markup

from gazette.articles.public.cards import build_cards_request, index_cards
from gazette.articles.public.planned_withdrawals import find_first_end
from gazette.articles.public.related import pick_cards
from gazette.aws.public.reader import Reader
from gazette.pages.embeds import show_embeds
from gazette.settings import Settings
from gazette.taxonomy.public.terms import PublicTerms, build_key

Document = dict[str, Any]

RELATED = 4
"""Related stories of a page."""
MORE = 4
"""More stories of the section."""
SPARES = 4
"""More of the section that are read in addition, because a story is shown once and some may be withdrawn."""

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def format_body(article: Document, words: dict[str, Any]) -> tuple[Markup, list[str]]:
    """The article's HTML with its dateline at the start of the first paragraph, as newspapers set it; and the origins
    of the frames that its cards may load.

    `body_html` was sanitised with an allowlist when it was rendered, and only publication writes its table. It is the
    only text that pages insert as HTML.
    """
    html, frames = show_embeds(article["body_html"], words["embeds"])
    html = _TABLE.sub(lambda table: _wrap_table(table[0], words["site"]["table"]), html)
    return _add_dateline(html, article["dateline"]), frames


def _add_dateline(html: str, place: str | None) -> Markup:
    # Text from a news agency often has the place in its first line already.
    if not place or html.removeprefix("<p>").startswith(escape(place, quote=False)):
        return Markup(html)  # noqa: S704 (sanitised, see above)
    dateline = Markup('<p><span class="dateline">{}</span> — ').format(place)
    opening, _, rest = html.partition("<p>")
    if opening:
        dateline, rest = dateline + Markup("</p>\n"), html
    return dateline + Markup(rest)  # noqa: S704 (sanitised, see above)


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


class Further:
    """What stands below an article: related stories, more of its first section, and its authors.

    All of it is one BatchGetItem. A story that was withdrawn since is left out.
    """

    def __init__(self, article: Document, related: Sequence[str], blocks: Sequence[Document]) -> None:
        """`related` are positions, best first; `blocks` are the categories with the positions of their newest."""
        self._lang = article["lang"]
        own = f"{article['published_at']}#{article['id']}"
        self._related = list(related)
        section = article["categories"][0]["slug"] if article["categories"] else None
        newest: list[str] = next((block["newest"] for block in blocks if block["slug"] == section), [])
        self._more = [position for position in newest if position != own][: MORE + SPARES]
        self._authors = list(dict.fromkeys(author["slug"] for author in article["authors"] if author["slug"]))

    def load(self, reader: Reader, settings: Settings, now: datetime, deadline: float | None) -> Document:
        """`related` and `more` (cards), `authors` (those with a text or a picture, in the byline's order), `until`."""
        listings, taxonomy = settings.table("listings"), settings.table("taxonomy")
        positions = list(dict.fromkeys([*self._related, *self._more]))
        requested = {
            **({listings: build_cards_request(self._lang, positions)} if positions else {}),
            **({taxonomy: {"Keys": [build_key("author", slug) for slug in self._authors]}} if self._authors else {}),
        }
        replies = reader.batch_get({"RequestItems": requested}, deadline)["Responses"] if requested else {}
        items = index_cards(replies.get(listings, []), now)
        related = pick_cards(self._related, items, RELATED)
        more = pick_cards([at for at in self._more if items.get(at) not in related], items, MORE)
        terms = PublicTerms(reader, taxonomy, settings.default_language)
        authors = {author["slug"]: author for author in terms.list_authors(replies.get(taxonomy, []), self._lang)}
        return {
            "related": _parse(related),
            "more": _parse(more),
            "authors": [
                authors[slug]
                for slug in self._authors
                if slug in authors and (authors[slug]["text"] or authors[slug]["image"])
            ],
            "until": find_first_end([*related, *more]) or float("inf"),
        }


def _parse(items: Sequence[Document]) -> list[Document]:
    return [json.loads(item["card"]["S"]) for item in items]
