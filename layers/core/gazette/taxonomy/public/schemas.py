"""Public response bodies about categories, for the OpenAPI document."""

from gazette.schemas.responses import PublicSchema, WholeList


class Category(PublicSchema):
    slug: str
    name: str
    """In the requested language, else in the default language of the site."""


class Categories(WholeList[Category]):
    pass
