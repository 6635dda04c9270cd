"""Articles as readers get them."""

from datetime import date, datetime
from typing import Any, Literal

from cli.openapi.models.base import Model
from cli.openapi.models.channels import CHANNELS, Channels


class Byline(Model):
    """Who wrote it, in the order of the byline."""

    slug: str | None
    """The author's page; null for a name without one."""
    name: str
    role: str | None
    """Title under which this article was written."""


class Term(Model):
    """A category or tag, named in the article's language."""

    slug: str
    name: str


class ImageSource(Model):
    url: str
    width: int
    height: int


class Image(Model):
    alt: str
    credit: str | None
    placeholder: str | None
    """A tiny picture as a data: address, to stand in while the real one loads."""
    share: str | None
    """A JPEG of 1200 × 630 for link previews."""
    sources: list[ImageSource]


class Translation(Model):
    """The same story in another language; only published ones are named."""

    lang: str
    id: str
    slug: str
    url: str
    title: str


class Correction(Model):
    at: datetime
    note: str


class Card(Model):
    """An article as lists show it."""

    id: str
    lang: str
    slug: str
    url: str
    """Canonical address of its page."""
    title: str
    dek: str | None
    """Summary under the headline."""
    dateline: str | None
    """Place of the report."""
    authors: list[Byline]
    categories: list[Term]
    tags: list[Term]
    image: Image | None
    published_at: datetime
    """When it was first published; never changes."""
    updated_at: datetime
    """The last change that is not minor."""
    breaking_until: datetime | None
    version: int
    """Of the published text."""
    story: str
    """What its translations share."""
    reading_minutes: int
    word_count: int


class Article(Card):
    """An article in full."""

    body_html: str
    """Sanitised HTML."""
    corrections: list[Correction]
    translations: list[Translation]
    jsonld: dict[str, Any]
    """schema.org NewsArticle, without the body, ready for the page's head."""


class Cards(Model):
    items: list[Card]
    next: str | None
    """Cursor of the page after this one; null on the last."""


class Moved(Model):
    """Where an article is found that was asked for under a former slug."""

    id: str
    lang: str
    slug: str
    url: str


class Change(Model):
    id: str
    at: datetime
    change: Literal["published", "updated", "withdrawn"]
    version: int


class Changes(Model):
    items: list[Change]
    next: str | None
    """Never null once something was read: asking again later continues."""


class Category(Model):
    slug: str
    name: str
    """In the language asked for, else in the site's first."""


class Categories(Model):
    items: list[Category]
    next: str | None
    """Cursor of the page after this one; null on the last."""


class RatesLine(Model):
    """The header line: official rates of the day, ready to print."""

    date: date
    title: str
    lines: list[str]


class Home(Model):
    """All that a first screen needs."""

    lang: str
    breaking: Card | None
    rates: RatesLine | None
    top: list[Card]
    """The editors' front page; empty where they pinned nothing."""
    newest: list[Card]
    """Without those of `top`."""
    channels: Channels


ID = "01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"
CARD = {
    "id": ID,
    "lang": "en",
    "slug": "metro-opens-four-stations",
    "url": "https://news.example/en/metro-opens-four-stations",
    "title": "Metro opens four stations",
    "dek": "The new line takes passengers from Sunday.",
    "dateline": "Tashkent",
    "authors": [{"slug": "dilnoza-yusupova", "name": "Dilnoza Yusupova", "role": "City reporter"}],
    "categories": [{"slug": "city", "name": "City"}],
    "tags": [{"slug": "metro", "name": "Metro"}],
    "image": None,
    "published_at": "2025-12-18T07:00:00Z",
    "updated_at": "2025-12-18T07:00:00Z",
    "breaking_until": None,
    "version": 3,
    "story": ID,
    "reading_minutes": 2,
    "word_count": 410,
}
ARTICLE = {
    **CARD,
    "body_html": "<p>Trains run every four minutes.</p>",
    "corrections": [],
    "translations": [],
    "jsonld": {"@context": "https://schema.org", "@type": "NewsArticle", "headline": CARD["title"]},
}
MOVED = {key: CARD[key] for key in ("id", "lang", "slug", "url")}
HOME = {
    "lang": "en",
    "breaking": None,
    "rates": {
        "date": "2025-12-18",
        "title": "Currency rates from 18/12/2025",
        "lines": ["$1 – 12059.78 UZS – -0.38%", "€1 – 14129.24 UZS – -0.73%", "₽1 – 150.07 UZS – -1.63%"],
    },
    "top": [],
    "newest": [CARD],
    "channels": CHANNELS,
}
