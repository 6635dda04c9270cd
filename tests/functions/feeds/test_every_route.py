"""What all routes of the function have in common: caching, HEAD, requests to the tables; and the guessed addresses."""

import re

import pytest

from functions.feeds import handler as feeds
from gazette.feeds.guessed_paths import GUESSES
from tests.support.conformance import body
from tests.support.events import Context, http_event
from tests.support.feeds import FILES, build_path
from tests.support.site_content import article

FEEDS = [*(build_path(file) for file in FILES), "/sitemaps/en-news.xml"]
SLOW = ["/sitemap.xml", "/sitemaps/en-2025-12.xml", "/robots.txt"]


@pytest.fixture(autouse=True)
def _published(publish_draft):
    publish_draft()


@pytest.mark.parametrize("path", [*FEEDS, *SLOW])
def test_is_cached_and_asked_for_again_by_its_etag(api, path):
    answer = api.send("GET", path)
    seconds = (300, 900) if path in SLOW else (15, 30)
    expected = "public, max-age={}, s-maxage={}, stale-while-revalidate=30".format(*seconds)
    assert answer["headers"]["cache-control"] == expected
    assert re.fullmatch('"[0-9a-f]{32}"', answer["headers"]["etag"])
    # Nothing that a feed shows says when an article was withdrawn from it.
    assert "last-modified" not in answer["headers"]
    api.send("GET", path, headers={"if-none-match": answer["headers"]["etag"]}, status=304)
    assert api.send("GET", path)["headers"]["etag"] == answer["headers"]["etag"]


@pytest.mark.parametrize("path", [*FEEDS, *SLOW])
def test_answers_head_as_get(api, path):
    assert api.send("HEAD", path) == api.send("GET", path)


@pytest.mark.parametrize("path", [*FEEDS, *SLOW[:2]])
def test_is_packed_for_clients_that_take_gzip(api, path):
    plain, packed = api.send("GET", path), api.send("GET", path, headers={"accept-encoding": "gzip"})
    assert packed["headers"]["content-encoding"] == "gzip"
    assert body(packed) == body(plain)
    assert packed["headers"]["etag"] == plain["headers"]["etag"][:-1] + '-gz"'


@pytest.mark.parametrize(
    ("path", "query", "requests"),
    [
        (build_path("rss.xml"), "", ["Query"]),
        (build_path("atom.xml"), "category=economy", ["Query"]),
        (build_path("feed.json"), "content=full", ["Query", "BatchGetItem"]),
        (build_path("rss.xml", "uz"), "content=full", ["Query"]),
        (build_path("rss.xml"), "tag=empty", ["Query", "GetItem"]),
        ("/sitemap.xml", "", ["Query"]),
        ("/sitemaps/en-2025-12.xml", "", ["Query"]),
        ("/sitemaps/en-news.xml", "", ["Query"]),
        ("/robots.txt", "", ["Query"]),
    ],
)
def test_asks_the_tables_no_more_than_it_must(count_requests, content, tables, path, query, requests):
    content.list(article(1), "en/category/economy")
    tables.put("taxonomy", {"kind": "tag", "slug": "empty", "names": {"en": "Empty"}, "version": 1})
    assert count_requests(path, query) == requests


@pytest.mark.parametrize(
    ("path", "query"),
    [(build_path("x.xml"), ""), (build_path(lang="xx"), ""), (build_path(), "tag=a_b"), ("/sitemaps/xx-news.xml", "")],
)
def test_what_cannot_exist_is_not_read(count_requests, path, query):
    assert count_requests(path, query, status=404) == []


def test_tables_out_of_reach_are_503(api, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    feeds.reader.close()
    for path in [*FEEDS, *SLOW[:2]]:
        assert api.send("GET", path, status=503)["headers"]["cache-control"] == "no-store"


def test_the_address_of_the_site_may_be_a_parameter(api, monkeypatch):
    monkeypatch.setenv("SITE_URL", "")
    monkeypatch.setattr("gazette.urls.get_parameter", lambda *_: "https://d111.example")
    assert "https://d111.example/v1/feeds/en/rss.xml" in body(api.send("GET", build_path()))
    assert "https://d111.example/sitemaps/en-news.xml" in body(api.send("GET", "/sitemap.xml"))


@pytest.mark.parametrize("path", GUESSES)
def test_a_guessed_address_leads_to_a_feed(api, path):
    file = {"atom.xml": "atom.xml", "feed.json": "feed.json"}.get(path.rpartition("/")[2], "rss.xml")
    for lang in ("uz-Cyrl", "UZ-CYRL") if "{lang}" in path else ("en",):
        answer = api.send("GET", path.format(lang=lang), query="utm_source=x", status=301)
        target = build_path(file, "uz-Cyrl" if "{lang}" in path else "en")
        assert answer["headers"]["location"] == target
        api.send("GET", target)


def test_a_guessed_address_keeps_what_chooses_articles(api):
    answer = api.send("GET", "/en/feed", query="utm_source=x&category=Economy&content=full", status=301)
    assert answer["headers"]["location"] == build_path("rss.xml", "en") + "?category=economy&content=full"


def test_a_guessed_address_of_another_language_is_not_found(api):
    api.send("GET", "/xx/feed", status=404)


def test_a_guessed_address_may_be_percent_encoded():
    """The gateway decodes it to find the route, and hands its first form over."""
    event = http_event("GET /{lang}/feed", path="/en/fee%64")
    answer = feeds.handler({**event, "pathParameters": {"lang": "en"}}, Context())
    assert answer["headers"]["location"] == build_path("rss.xml", "en")


@pytest.mark.parametrize("path", ["/feed/", "/rss.xml/", "/en/feed/"])
def test_a_guessed_address_with_a_slash_at_its_end_leads_to_the_one_without(api, path):
    assert api.send("GET", path, status=301)["headers"]["location"] == path.rstrip("/")
