"""Errors of categories, tags and authors, which become problem documents."""

from gazette.errors import Conflict, NotFound


class CategoryNotFound(NotFound):
    code, title = "category-not-found", "There is no such category"


class TagNotFound(NotFound):
    code, title = "tag-not-found", "There is no such tag"


class AuthorNotFound(NotFound):
    code, title = "author-not-found", "There is no such author"


NOT_FOUND: dict[str, type[NotFound]] = {"category": CategoryNotFound, "tag": TagNotFound, "author": AuthorNotFound}


class CategoryInUse(Conflict):
    """`articles` is the number of published articles, 10,000 at most."""

    code, title = "category-in-use", "Published articles are in this category"


class TagInUse(Conflict):
    """As `CategoryInUse`."""

    code, title = "tag-in-use", "Published articles have this tag"


class AuthorInUse(Conflict):
    """As `CategoryInUse`."""

    code, title = "author-in-use", "Published articles have this author"


IN_USE: dict[str, type[Conflict]] = {"category": CategoryInUse, "tag": TagInUse, "author": AuthorInUse}


class Merged(Conflict):
    """`into` is the slug of the other one."""

    code, title = "merged", "It was merged into another one"
