"""Response bodies of the staff routes of categories, tags and authors."""

from gazette.schemas.base import StrictModel
from gazette.schemas.person import Person


class ShownTerm(StrictModel):
    """`merged` are the slugs of those that were merged into this one. If it was merged itself, `merged_into` is the
    slug of the other one. `job` is the address of the job that brings a change of names to the articles, or a change
    of a category to the front page."""

    slug: str
    names: dict[str, str]
    version: int
    changed_at: str | None
    changed_by: Person | None
    merged: tuple[str, ...] = ()
    merged_into: str | None = None
    job: str | None = None


class Category(ShownTerm):
    order: int


class Tag(ShownTerm):
    """`public` says whether readers see it: they do after the first publication of an article with it. A tag that a
    publication created has no `changed_by`."""

    public: bool


class Author(ShownTerm):
    text: dict[str, str]
    picture: str | None


class CategoryPage(StrictModel):
    """`next` is the cursor of the next page, or null."""

    items: list[Category]
    next: str | None


class TagPage(StrictModel):
    items: list[Tag]
    next: str | None


class AuthorPage(StrictModel):
    items: list[Author]
    next: str | None
