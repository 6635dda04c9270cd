"""What tests about categories need of articles."""

from tests.newsroom import newsroom, published, shelves, written

__all__ = ["newsroom", "published", "shelves", "written"]
