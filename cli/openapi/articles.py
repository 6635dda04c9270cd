"""The routes of Articles, as readers' front ends see them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from cli.openapi.answers import (
    Cursor,
    IfModifiedSince,
    IfNoneMatch,
    Lang,
    Limit,
    Model,
    get,
    moved,
    read,
    refused,
)
from cli.openapi.channels import CHANNELS, Channels

app = APIGatewayHttpResolver()
TAG = "Articles"


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

Id = Annotated[str, Path(description="The article's id (a ULID)")]
Slug = Annotated[str, Path(description="Lower case, hyphens between words")]


@get(
    app,
    "/v1/articles",
    "List published articles",
    TAG,
    read("Newest first", Cards, {"items": [CARD], "next": None}, listed=True),
)
def list_articles(
    *,
    lang: Lang = None,
    category: Annotated[str | None, Query(description="Slug; one of category, tag, author at a time")] = None,
    tag: Annotated[str | None, Query(description="Slug")] = None,
    author: Annotated[str | None, Query(description="Slug")] = None,
    from_: Annotated[str | None, Query(alias="from", description="First moment of publication, inclusive")] = None,
    to: Annotated[str | None, Query(description="Last moment of publication, exclusive")] = None,
    limit: Limit = None,
    cursor: Cursor = None,
    if_none_match: IfNoneMatch = None,
) -> None:
    """Cards of what is published in one language, newest first."""


@get(
    app,
    "/v1/articles/{id}",
    "Read an article",
    TAG,
    read("The article", Article, ARTICLE, dated=True)
    | moved("It is found in another article now, which the editors named", Moved, MOVED)
    | refused(_410="It was withdrawn; `detail` is the public note"),
)
def read_article(id: Id, if_none_match: IfNoneMatch = None, if_modified_since: IfModifiedSince = None) -> None:
    """The stored rendering, byte for byte. An article that is not published is 404, whoever asks."""


@get(
    app,
    "/v1/articles/{id}/{slug}",
    "Read an article by its address",
    TAG,
    read("The article", Article, ARTICLE, dated=True)
    | moved("It has another address now", Moved, MOVED)
    | refused(_410="It was withdrawn; `detail` is the public note"),
)
def read_article_by_slug(
    id: Annotated[str, Path(description="The language, such as `en`")],
    slug: Slug,
    if_none_match: IfNoneMatch = None,
    if_modified_since: IfModifiedSince = None,
) -> None:
    """The first part is the language (the gateway wants one name for both). A former slug leads to the present one."""


@get(
    app,
    "/v1/changes",
    "Follow what changes",
    TAG,
    read(
        "Oldest first, up to ten seconds ago, thirty days back",
        Changes,
        {
            "items": [{"id": ID, "at": "2025-12-18T07:00:00Z", "change": "published", "version": 3}],
            "next": "LpQ1mTIwMjUtMTItMTg",
        },
        listed=True,
    ),
)
def list_changes(lang: Lang = None, cursor: Cursor = None, if_none_match: IfNoneMatch = None) -> None:
    """For an app's cache or a site's rebuild. The cursor never runs out: ask again later with the last one."""


@get(
    app,
    "/v1/categories",
    "List the categories",
    TAG,
    read("By slug", Categories, {"items": [{"slug": "city", "name": "City"}], "next": None}, listed=True),
)
def list_categories(lang: Lang = None, if_none_match: IfNoneMatch = None) -> None:
    """Their names in one language, else in the site's first."""


@get(
    app,
    "/v1/categories/{slug}",
    "Read a category",
    TAG,
    read("The category", Category, {"slug": "city", "name": "City"}),
)
def read_category(slug: Slug, lang: Lang = None, if_none_match: IfNoneMatch = None) -> None:
    """Its name in one language, else in the site's first."""


@get(app, "/v1/home", "Read the first screen", TAG, read("All of it in one answer", Home, HOME))
def read_home(lang: Lang = None, if_none_match: IfNoneMatch = None) -> None:
    """What a front page shows first: breaking news, the rates line, the editors' picks, the newest, the channels."""
