"""Public forms of an article: document, packed view, card, sitemap entry."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from gazette.articles.body.media_images import show_body_media
from gazette.articles.body.renderer import render_body
from gazette.articles.body.text_statistics import count_words, estimate_reading_minutes
from gazette.articles.model import Article, Seo
from gazette.articles.publishing.jsonld import render_jsonld
from gazette.articles.publishing.pictures import (
    Pictures,
    build_body_images,
    build_stand_ins,
    render_card_image,
    render_lead,
)
from gazette.encoding import compact_json, etag, pack, unpack
from gazette.errors import TooLarge
from gazette.words import load_words

FORMAT = 3
"""Version of all public forms of an article. Its stored view has the version with which they were rendered."""

MAX_VIEW = 277_000
"""Bytes of a packed view.

A publication fits into the 4 MiB of a transaction: two views and six of translations (`ROOM_FOR_TRANSLATIONS` included)
of 287,000 bytes, two contents of `MAX_CONTENT` (drafts/items.py), and 37 cards leave 81,000 bytes for keys, sitemaps
and the like.
"""

MAX_UNPACKED = 2_000_000
"""Bytes of a view that is not packed, as clients without gzip get it. Lambda's limit for a response is 6 MB, in which
each quotation mark has an escape."""

MAX_CARD = 33_900
"""Bytes of a card. Every field at its limit in Latin or Cyrillic letters has less."""

ROOM_FOR_TRANSLATIONS = 10_000
"""Bytes that its translations may add to a view, so that an article of the maximum size can still be translated."""

NOT_ON_CARDS = ("body_html", "seo", "translations", "corrections", "jsonld")
"""Members of the document that cards lack. So the cards need no change when a translation is published."""

Names = Mapping[tuple[str, str], Mapping[str, str]]
"""Names by language of each (kind, slug) of a category, tag or author."""


@dataclass(frozen=True)
class Site:
    """Facts about the site in rendered articles. `url` returns the canonical address of (language, slug)."""

    name: str
    home: str
    default_language: str
    url: Callable[[str, str], str]


@dataclass(frozen=True)
class View:
    """The public article and its packed form. `etag` has no quotes."""

    document: dict[str, Any]
    packed: bytes
    etag: str


def render_article(article: Article, names: Names, pictures: Pictures, site: Site) -> dict[str, Any]:
    """The public article of a version; `translations` is an empty list, which publication replaces.

    `pictures` has all pictures of the article.
    """
    body = render_body(article.body or "", article.format)
    word_count = count_words(body)
    use, seo, default_language = article.image, article.seo or Seo(), site.default_language
    document = {
        "id": article.id,
        "lang": article.lang,
        "kind": article.kind,
        "order": article.order,
        "slug": article.slug,
        "url": site.url(article.lang, article.slug or ""),
        "label": _render_label(article),
        "title": article.title,
        "dek": article.dek,
        "dateline": article.dateline,
        "body_html": show_body_media(body, build_body_images(pictures, article.lang, default_language, site.home)),
        **_render_taxonomy(article, names, default_language),
        "image": render_lead(use, pictures[use.media], article.lang, default_language, site.home) if use else None,
        "seo": {"title": seo.title, "description": seo.description},
        "published_at": article.published_at,
        "updated_at": article.updated_at,
        "breaking_until": article.breaking_until,
        "corrections": [correction.model_dump() for correction in article.corrections],
        "version": article.version,
        "story": article.story,
        "translations": [],
        "reading_minutes": estimate_reading_minutes(word_count),
        "word_count": word_count,
    }
    return {**document, "jsonld": render_jsonld(document, site.name, site.home)}


def _render_label(article: Article) -> dict[str, str] | None:
    """The label with its name in the article's language."""
    return article.label and {"slug": article.label, "name": load_words(article.lang)["labels"][article.label]}


def _render_taxonomy(article: Article, names: Names, default_language: str) -> dict[str, Any]:
    """Authors, categories and tags. A name is in the article's language, else in the default one, else the slug."""

    def find_name(kind: str, slug: str, new_name: str | None = None) -> str:
        by_lang = names.get((kind, slug), {})
        return by_lang.get(article.lang) or new_name or by_lang.get(default_language) or slug

    return {
        "authors": [
            {
                "slug": author.slug,
                "name": find_name("author", author.slug) if author.slug else author.name,
                "role": author.role,
            }
            for author in article.authors
        ],
        "categories": [{"slug": slug, "name": find_name("category", slug)} for slug in article.categories],
        "tags": [{"slug": tag.slug, "name": find_name("tag", tag.slug, tag.name)} for tag in article.tags],
    }


def pack_view(document: dict[str, Any]) -> View:
    """The packed document. Raises `TooLarge` over `MAX_VIEW` bytes (without translations), or `MAX_UNPACKED`."""
    text = compact_json(document)
    size = len(text.encode())
    if size > MAX_UNPACKED:
        raise TooLarge(
            f"The article has {size} bytes as readers get it, with its pictures; {MAX_UNPACKED} are possible."
        )
    packed = pack(text)
    if len(packed) > MAX_VIEW + (ROOM_FOR_TRANSLATIONS if document["translations"] else 0):
        raise TooLarge(f"The article has {len(packed)} bytes when packed; {MAX_VIEW} are possible.")
    return View(document, packed, etag(text))


def check_size(article: Article, site: Site) -> None:
    """Render a draft as a publication does. Raises `TooLarge` for what cannot be stored, and `Invalid`."""
    document = render_article(article, {}, build_stand_ins(article.media), site)
    pack_view(document)
    render_card(document)


def unpack_view(packed: bytes) -> dict[str, Any]:
    """The document of a stored view."""
    document: dict[str, Any] = json.loads(unpack(packed))
    return document


def render_card(document: Mapping[str, Any]) -> str:
    """An article in lists, as compact JSON. Raises `TooLarge` over `MAX_CARD` bytes."""
    members = {name: value for name, value in document.items() if name not in NOT_ON_CARDS}
    card = compact_json({**members, "image": render_card_image(document.get("image"))})
    size = len(card.encode())
    if size > MAX_CARD:
        raise TooLarge(
            f"Title, dek, dateline and the names of authors, categories and tags have {size} bytes together; "
            f"{MAX_CARD} are possible."
        )
    return card


def render_translation(document: Mapping[str, Any]) -> dict[str, Any]:
    """An article in the list of its translations."""
    return {name: document[name] for name in ("lang", "id", "slug", "url", "title")}


def render_sitemap_entry(document: Mapping[str, Any]) -> str:
    """The `<url>` of an article: address, last change, links to all its translations and to itself, and its picture."""
    entries = [f"<loc>{escape(document['url'])}</loc>", f"<lastmod>{document['updated_at']}</lastmod>"]
    if document["translations"]:
        versions = sorted([render_translation(document), *document["translations"]], key=_lang)
        entries += [
            f'<xhtml:link rel="alternate" hreflang="{entry["lang"]}" href={quoteattr(entry["url"])}/>'
            for entry in versions
        ]
    if image := document.get("image"):  # a view of format 1 has none
        entries.append(f"<image:image><image:loc>{escape(image['sources'][-1]['url'])}</image:loc></image:image>")
    return f"<url>{''.join(entries)}</url>"


def _lang(entry: Mapping[str, Any]) -> str:
    return str(entry["lang"])
