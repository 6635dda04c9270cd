"""Request bodies of the staff routes of categories, tags and authors. A PUT replaces all members."""

from typing import Annotated

from pydantic import Field

from gazette.schemas.base import StrictModel
from gazette.taxonomy.model import Names, Order, Slug, Texts


class CategoryRequest(StrictModel):
    """Names by language. Readers of a language without a name see the name in the site's default language.

    `order` is the place in the section bar; categories of the same order are sorted by slug.
    """

    names: Names
    order: Order = 0


class TagRequest(StrictModel):
    """Names by language. Readers of a language without a name see the name in the site's default language."""

    names: Names


class AuthorRequest(StrictModel):
    """Names and texts by language. A text is plain, with blank lines between its paragraphs.

    `picture` is the id of a picture that is ready.
    """

    names: Names
    text: Texts = Field(default_factory=dict)
    picture: Annotated[str, Field(min_length=1, max_length=26)] | None = None


class MergeRequest(StrictModel):
    """`into` is the slug of the tag that the articles get."""

    into: Slug


TermRequest = CategoryRequest | TagRequest | AuthorRequest
