"""Public response bodies about articles, for the OpenAPI document."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from gazette.articles.kinds import Label as LabelSlug
from gazette.rates.public.schemas import RatesLine
from gazette.schemas.responses import Page, PublicSchema
from gazette.subscriptions.public.schemas import Channels


class Byline(PublicSchema):
    """An author, in the order of the byline."""

    slug: str | None
    """Of the author's page; null for an author without a page."""
    name: str
    role: str | None
    """The author's title in this article."""


class Term(PublicSchema):
    """A category or tag, named in the article's language."""

    slug: str
    name: str


class Translation(PublicSchema):
    """The same story in another language. Only published translations are listed."""

    lang: str
    id: str
    slug: str
    url: str
    title: str


class Correction(PublicSchema):
    at: datetime
    note: str


class ImageFile(PublicSchema):
    url: str
    """Absolute. Its bytes never change."""
    width: int
    height: int


class ShareFile(PublicSchema):
    """A JPEG of 1200 × 630 pixels for link previews, mails and feeds."""

    url: str
    bytes: int


class CardImage(PublicSchema):
    """The lead picture in a list."""

    alt: str
    """What it shows, for those who do not see it; empty for an ornament."""
    caption: str | None
    credit: str | None
    placeholder: str
    """A `data:` address of a picture of 16 pixels, to be shown until the picture is loaded."""
    share: ShareFile
    crops: list[ImageFile]
    """WebP in the ratio 3:2 around the focus, from narrow to wide."""


class Image(CardImage):
    """The lead picture of an article."""

    width: int
    """Pixels of the whole picture."""
    height: int
    sources: list[ImageFile]
    """WebP of the whole picture, from narrow to wide: for `srcset`."""


class Label(PublicSchema):
    slug: LabelSlug
    name: str
    """In the article's language."""


class Seo(PublicSchema):
    """Texts of the editors for search engines, in place of title and dek."""

    title: str | None
    description: str | None


class Card(PublicSchema):
    """An article in a list."""

    id: str
    lang: str
    kind: Literal["news", "page"]
    """A page (about, contact, imprint, privacy) is in no list of articles."""
    order: int | None
    """Place of a page among the pages; null for one without a place, and for news."""
    slug: str
    url: str
    """Canonical address of the article's page."""
    label: Label | None
    """What sort of journalism it is, or that somebody paid for it."""
    title: str
    dek: str | None
    """Summary under the headline."""
    dateline: str | None
    """Place of the report."""
    authors: list[Byline]
    categories: list[Term]
    tags: list[Term]
    image: CardImage | None
    published_at: datetime
    """First publication; it never changes."""
    updated_at: datetime
    """The last change that is not minor."""
    breaking_until: datetime | None
    """Until then the article is breaking news."""
    version: int
    """Of the published text."""
    story: str
    """The translations of one story have the same value."""
    reading_minutes: int
    word_count: int


class Article(Card):
    """An article in full."""

    body_html: str
    """Sanitised HTML. Pictures in it have `srcset`, width and height. A `figure` with `data-embed` stands for a video
    or post of another site."""
    image: Image | None
    seo: Seo
    corrections: list[Correction]
    translations: list[Translation]
    jsonld: dict[str, Any]
    """schema.org NewsArticle (or another type by label, or WebPage), without the body, ready for the page's head."""


class Cards(Page[Card]):
    pass


class Pages(Page[Card]):
    pass


class Moved(PublicSchema):
    """The article to read in place of the requested one."""

    id: str
    lang: str
    slug: str
    url: str


class Change(PublicSchema):
    id: str
    at: datetime
    change: Literal["published", "updated", "withdrawn"]
    version: int
    kind: Literal["news", "page"] = "news"
    """Absent in changes of before there were pages."""


class Changes(Page[Change]):
    next: str | None
    """Not null once the client has read an item: a later request with it continues there."""


class Block(PublicSchema):
    """A category with its newest articles that are neither in `top` nor in `newest` nor in an earlier block."""

    slug: str
    name: str
    """In the requested language, else in the default language of the site."""
    newest: list[Card]
    """One to five."""


class Home(PublicSchema):
    """All that a first screen needs."""

    lang: str
    breaking: Card | None
    """The newest article that is breaking news now."""
    rates: RatesLine | None
    top: list[Card]
    """Pinned articles in order."""
    newest: list[Card]
    """The newest articles that are not in `top`."""
    blocks: list[Block] = Field(default_factory=list)
    """The categories in the order of the section bar. Only with `blocks=true`."""
    channels: Channels
