"""Fixtures of tests of the Feeds function."""

from tests.support.feeds import api, content, count_requests, read, read_json
from tests.support.media import media, put_picture

__all__ = ["api", "content", "count_requests", "media", "put_picture", "read", "read_json"]
