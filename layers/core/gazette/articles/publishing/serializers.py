"""From a draft to the bytes that readers get: public article, packed view, card, sitemap entry. Pure."""

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from gazette.articles.body.renderer import reading_minutes, render_body, words
from gazette.articles.model import Article
from gazette.articles.public.lists import compact
from gazette.errors import TooLarge

FORMAT = 1
"""Number of the view's form; each item says in which one it was rendered."""

MAX_VIEW = 300_000
"""Bytes of a packed view: two of them, with those of three translations, fit into one transaction."""

ROOM_FOR_TRANSLATIONS = 10_000
"""Bytes that the names of its translations may add: a full article must not keep its translations from publication."""

NOT_ON_CARDS = ("body_html", "translations", "corrections", "jsonld")
"""`translations` is not on cards so that siblings' cards stay as they are when one of them is published."""

Names = Mapping[tuple[str, str], Mapping[str, str]]
"""(kind, slug) of a category, tag or author to its names per language."""


@dataclass(frozen=True)
class Site:
    """What a rendering needs to know about the site. `url` gives the canonical address of (language, slug)."""

    name: str
    home: str
    default_language: str
    url: Callable[[str, str], str]


@dataclass(frozen=True)
class View:
    """The public article, packed. `etag` is without quotes."""

    document: dict[str, Any]
    packed: bytes
    etag: str


def render_article(article: Article, names: Names, site: Site) -> dict[str, Any]:
    """The public article of a version that is to be published, without `translations` yet (an empty list)."""
    body = render_body(article.body or "", article.format)
    word_count = words(body)
    document = {
        "id": article.id,
        "lang": article.lang,
        "slug": article.slug,
        "url": site.url(article.lang, article.slug or ""),
        "title": article.title,
        "dek": article.dek,
        "dateline": article.dateline,
        "body_html": body,
        **_filed(article, names, site.default_language),
        "image": None,
        "published_at": article.published_at,
        "updated_at": article.updated_at,
        "corrections": [correction.model_dump() for correction in article.corrections],
        "breaking_until": None,
        "version": article.version,
        "story": article.story,
        "translations": [],
        "reading_minutes": reading_minutes(word_count),
        "word_count": word_count,
    }
    return {**document, "jsonld": _news_article(document, site)}


def _filed(article: Article, names: Names, default_language: str) -> dict[str, Any]:
    """Authors, categories and tags by their names in the article's language, else in the default one, else by slug."""

    def name(kind: str, slug: str, given: str | None = None) -> str:
        known = names.get((kind, slug), {})
        return known.get(article.lang) or given or known.get(default_language) or slug

    return {
        "authors": [
            {"slug": one.slug, "name": name("author", one.slug) if one.slug else one.name, "role": one.role}
            for one in article.authors
        ],
        "categories": [{"slug": slug, "name": name("category", slug)} for slug in article.categories],
        "tags": [{"slug": tag.slug, "name": name("tag", tag.slug, tag.name)} for tag in article.tags],
    }


def pack_view(document: dict[str, Any]) -> View:
    """The document packed; `TooLarge` where that exceeds `MAX_VIEW`, not counting its translations."""
    text = compact(document).encode()
    packed = gzip.compress(text, mtime=0)
    if len(packed) > MAX_VIEW + (ROOM_FOR_TRANSLATIONS if document["translations"] else 0):
        raise TooLarge(f"The article has {len(packed)} bytes when packed; {MAX_VIEW} are possible.")
    return View(document, packed, hashlib.sha256(text).hexdigest()[:32])


def unpack_view(packed: bytes) -> dict[str, Any]:
    """The document of a stored view."""
    document: dict[str, Any] = json.loads(gzip.decompress(packed))
    return document


def render_card(document: Mapping[str, Any]) -> str:
    """What lists show of an article, as compact JSON."""
    return compact({name: value for name, value in document.items() if name not in NOT_ON_CARDS})


def translation_entry(document: Mapping[str, Any]) -> dict[str, Any]:
    """How an article is named in its translations."""
    return {name: document[name] for name in ("lang", "id", "slug", "url", "title")}


def render_sitemap_entry(document: Mapping[str, Any]) -> str:
    """The `<url>` fragment of an article: its address, its last change, its translations and itself among them."""
    entries = [f"<loc>{escape(document['url'])}</loc>", f"<lastmod>{document['updated_at']}</lastmod>"]
    if document["translations"]:
        versions = sorted([translation_entry(document), *document["translations"]], key=lambda one: str(one["lang"]))
        entries += [
            f'<xhtml:link rel="alternate" hreflang="{one["lang"]}" href={quoteattr(one["url"])}/>' for one in versions
        ]
    return f"<url>{''.join(entries)}</url>"


def _news_article(document: Mapping[str, Any], site: Site) -> dict[str, Any]:
    """schema.org's NewsArticle, without the body."""
    members = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": document["title"],
        "description": document["dek"],
        "url": document["url"],
        "mainEntityOfPage": document["url"],
        "datePublished": document["published_at"],
        "dateModified": document["updated_at"],
        "inLanguage": document["lang"],
        "dateline": document["dateline"],
        "wordCount": document["word_count"],
        "articleSection": [category["name"] for category in document["categories"]],
        "keywords": [tag["name"] for tag in document["tags"]],
        "author": [_person(author) for author in document["authors"]],
        "publisher": {"@type": "NewsMediaOrganization", "name": site.name, "url": site.home},
        "isAccessibleForFree": True,
    }
    return {name: value for name, value in members.items() if value not in (None, [])}


def _person(author: Mapping[str, Any]) -> dict[str, Any]:
    person = {"@type": "Person", "name": author["name"], "jobTitle": author["role"]}
    return {name: value for name, value in person.items() if value is not None}
