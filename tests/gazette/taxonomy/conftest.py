"""What tests about categories need of articles."""

from tests.support.articles import newsroom, published, shelves, written

__all__ = ["newsroom", "published", "shelves", "written"]
