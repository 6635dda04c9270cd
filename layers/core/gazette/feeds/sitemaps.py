"""Sitemaps (sitemaps.org): an index, and a file for each month of first publications in a language.

Publication renders the `<url>` of an article; a file joins them. No file has a date of its own: search engines trust
`lastmod` only while it is right, and each article has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from gazette.articles.public.lists import SITEMAPS, build_listing_request
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end
from gazette.aws.public.reader import Reader
from gazette.embedded_metrics import count_swallowed
from gazette.feeds.errors import SitemapNotFound
from gazette.feeds.xml import DECLARATION, escape
from gazette.urls import sitemap_path

NEWS = "news"
MAX_URLS = 25_000
"""Addresses in a file: 800 articles a day in one language. The protocol allows twice as many, which do not fit into a
response of Lambda: 50,000 entries with four languages and a picture have 6 MB as base64 of gzip."""

_FILE = re.compile(r"(.+)-([0-9]{4}-[0-9]{2}|news)\.xml")
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
NAMESPACES = (
    f'xmlns="{_XMLNS}" xmlns:xhtml="http://www.w3.org/1999/xhtml" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


class TooManyUrls(Exception):
    """A month has more articles than a sitemap may have."""


def parse_file(file: str, languages: tuple[str, ...]) -> tuple[str, str]:
    """Language and part (a month, or `news`) of a file such as `en-2025-12.xml`. Raises `SitemapNotFound`."""
    match = _FILE.fullmatch(file)
    if match is None or match[1] not in languages:
        raise SitemapNotFound()
    return match[1], match[2]


def list_files(reader: Reader, table: str, languages: tuple[str, ...], deadline: float | None = None) -> list[str]:
    """Paths of all sitemaps: news first, then the months of the languages that the site has."""
    rows = reader.query_items(build_listing_request(table, SITEMAPS), deadline)
    months = [row["position"]["S"].rpartition("/") for row in rows]
    parts = [(lang, NEWS) for lang in languages] + [(lang, month) for lang, _, month in months if lang in languages]
    return [sitemap_path(lang, part) for lang, part in parts]


def load_month(
    reader: Reader, table: str, lang: str, month: str, *, now: datetime, deadline: float | None = None
) -> tuple[list[str], float | None]:
    """The `<url>` elements of a month, newest first, and the first planned withdrawal among its articles.

    One Query for each megabyte, and for an empty month one GetItem, which tells whether it ever had an article. Raises
    `SitemapNotFound`.
    """
    request = {
        **build_listing_request(table, f"{lang}/sitemap/{month}"),
        "ProjectionExpression": "#url, unpublish_at",
        "ExpressionAttributeNames": {"#url": "url"},
        "ScanIndexForward": False,
    }
    items = drop_ended(islice(reader.query_items(request, deadline), MAX_URLS + 1), now)
    if not items and not reader.get(
        table, {"listing": {"S": SITEMAPS}, "position": {"S": f"{lang}/{month}"}}, deadline
    ):
        raise SitemapNotFound()
    if len(items) > MAX_URLS:
        count_swallowed("sitemap-cut", TooManyUrls(), sitemap=sitemap_path(lang, month))
    return [item["url"]["S"] for item in items[:MAX_URLS]], find_first_end(items)


def render_sitemap(urls: Iterable[str], namespaces: str = NAMESPACES) -> str:
    """A sitemap of `<url>` elements, which may be none."""
    return f"{DECLARATION}<urlset {namespaces}>\n{''.join(_end_lines(urls))}</urlset>\n"


def render_index(site: str, files: Iterable[str]) -> str:
    """The index of sitemaps at these paths."""
    sitemaps = _end_lines(f"<sitemap><loc>{escape(site + path)}</loc></sitemap>" for path in files)
    return f'{DECLARATION}<sitemapindex xmlns="{_XMLNS}">\n{"".join(sitemaps)}</sitemapindex>\n'


def _end_lines(elements: Iterable[str]) -> Iterator[str]:
    return (f"{element}\n" for element in elements)
