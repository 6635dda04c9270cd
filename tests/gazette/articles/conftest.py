"""What tests about articles share."""

from tests.support.articles import newsroom, published, shelves, written

__all__ = ["newsroom", "published", "shelves", "written"]
