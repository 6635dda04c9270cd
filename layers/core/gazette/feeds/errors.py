"""Errors of feeds and sitemaps, which become problem documents."""

from gazette.errors import NotFound


class FeedNotFound(NotFound):
    code, title = "feed-not-found", "There is no such feed"


class SitemapNotFound(NotFound):
    code, title = "sitemap-not-found", "There is no such sitemap"
