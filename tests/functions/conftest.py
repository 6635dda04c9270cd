"""What tests about articles, and the functions that carry them, share."""

from tests.support.articles import newsroom, published, shelves, written

__all__ = ["newsroom", "published", "shelves", "written"]
