"""Public response bodies about categories, tags and authors, for the OpenAPI document."""

from gazette.articles.public.schemas import CardImage
from gazette.schemas.responses import Page, PublicSchema, WholeList


class Category(PublicSchema):
    slug: str
    name: str
    """In the requested language, else in the default language of the site."""


class Categories(WholeList[Category]):
    pass


class Tags(Page[Category]):
    pass


class ListedAuthor(PublicSchema):
    slug: str
    name: str
    """In the requested language, else in the default language of the site."""
    image: CardImage | None


class Author(ListedAuthor):
    text: str | None
    """Plain text about the author, with blank lines between its paragraphs."""


class Authors(Page[ListedAuthor]):
    pass


class MergedTerm(PublicSchema):
    """The category, tag or author into which the requested one was merged."""

    slug: str
