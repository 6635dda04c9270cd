"""Public response bodies of search, for the OpenAPI document."""

from typing import Literal

from gazette.articles.public.schemas import Card
from gazette.schemas.responses import Page, PublicSchema


class SearchResult(Card):
    """A card of an article that was found. The HTML has `<mark>` and nothing else; all other text is escaped."""

    title_html: str
    """The title with the words that were found marked."""
    snippet_html: str
    """A part of the text with these words, or its beginning; the dek, if only that has them. For some seconds after a
    correction it is that of the dek, and empty without one."""


class SearchTotal(PublicSchema):
    count: int
    """Articles that were found, on all pages."""
    is_exact: bool
    """False while the index lags behind: an article of this page was withdrawn and is left out."""


class SearchResults(Page[SearchResult]):
    total: SearchTotal
    match: Literal["all", "similar", "any"]
    """What an article had to have: all words as they are, all words or others of similar spelling, or any of them."""


class Suggestion(PublicSchema):
    kind: Literal["category", "tag", "author", "article"]
    slug: str
    title: str
    """The name, or the title of the article."""
    title_html: str
    """The same with `<mark>` around what was typed."""
    url: str
    """Of the page: a path for a category, tag or author, the canonical address for an article."""


class Suggestions(PublicSchema):
    items: list[Suggestion]
