"""Errors of categories, which become problem documents."""

from gazette.errors import Conflict, NotFound


class CategoryNotFound(NotFound):
    code, title = "category-not-found", "There is no such category"


class CategoryInUse(Conflict):
    code, title = "category-in-use", "Published articles are in this category"
