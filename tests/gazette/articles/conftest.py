"""What tests about articles share."""

from tests.newsroom import newsroom, published, shelves, written

__all__ = ["newsroom", "published", "shelves", "written"]
