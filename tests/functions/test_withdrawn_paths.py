"""Every public route that shows an article is invalidated in the CDN when the article is withdrawn."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from cli.local.api.routes import Route, Routes
from functions.admin.handler import front_pages
from gazette.articles.model import Article
from gazette.articles.publishing.cdn_paths import covers, list_cdn_paths
from gazette.settings import Settings
from gazette.times import now
from tests.support.articles import AZIZA, Tables, new_id
from tests.support.aws import STACK
from tests.support.conformance import body, handler
from tests.support.events import Context, http_event

NAMES = ["A secret", "a-secret", "Unconfirmed text"]
"""Texts by which an answer shows the article."""
VALUES = {
    "lang": ["en", "ru", "uz-Cyrl"],
    "slug": ["a-secret", "sekret", "economy", "japan", "anna"],
    "id": ["en", "ru"],
    "name": ["nothing"],
    "currency": ["USD"],
    "token": ["t"],
    "page+": ["x"],
}
"""Values of path variables; a variable of a new route needs some, too."""
QUERIES = {
    "/v1/articles": ["", "lang=en&category=economy", "tag=japan", "author=anna", "lang=ru"],
    "/v1/home": ["", "blocks=true", "lang=ru"],
    "/v1/feeds/{lang}/{file}": ["", "content=full", "category=economy"],
    "/": ["", "q=a"],
}


def list_values(variable: str, route: Route, article: Article) -> list[str]:
    path = route.key.removeprefix("GET ")
    if variable == "file":
        month = str(article.published_at)[:7]
        files = {
            "/v1/feeds/{lang}/{file}": ["rss.xml", "atom.xml", "feed.json"],
            "/sitemaps/{file}": [f"{part}.xml" for part in (f"en-{month}", f"ru-{month}", "en-news", "ru-news")],
        }
        return files.get(path, ["x.css"])
    if variable == "day":  # of the site's time zone, in which it may be tomorrow
        days = [now() + timedelta(count) for count in (-1, 0, 1)]
        return [form for day in days for form in (f"{day:%Y-%m-%d}", f"{day:%Y-%m}")]
    return [*VALUES[variable], article.id] if variable == "id" else VALUES[variable]


def list_requests(route: Route, article: Article) -> Iterator[tuple[str, str]]:
    """(path, query) of requests for a route."""
    paths = [""]
    for segment in route.segments:
        variable = segment.strip("{}")
        values = list_values(variable, route, article) if segment.startswith("{") else [segment]
        paths = [f"{path}/{value}" for path in paths for value in values]
    for path in paths:
        for query in QUERIES.get(route.key.removeprefix("GET "), [""]):
            yield path, query


def send(route: Route, path: str, query: str) -> dict[str, Any]:
    params = route.parameters(path.split("/")[1:])
    event = http_event(route.key, path=path, query=query)
    if params:
        event["pathParameters"] = params
    answer: dict[str, Any] = handler(route.function)(event, Context())
    return answer


def shows_article(answer: dict[str, Any], path: str) -> bool:
    """An error repeats its path."""
    text = body(answer)
    return any(name in text for name in NAMES if name not in path)


def is_brief(answer: dict[str, Any]) -> bool:
    """Whether it is an error that caches keep for ten seconds, such as 404, whose page has the newest stories."""
    return answer["statusCode"] in (404, 410) and answer["headers"]["cache-control"] == "public, max-age=10"


@pytest.fixture
def publish(tables: Tables, publish_draft: Callable[..., Article]) -> Callable[..., Article]:
    """Publishes the article with everything that can show it, and a translation."""

    def publish(at: datetime, **fields: Any) -> Article:
        tables.put_category("economy")
        tables.put("taxonomy", {"kind": "author", "slug": "anna", "names": {"en": "Anna"}, "version": 1})
        terms = {"categories": ["economy"], "tags": [{"slug": "japan", "name": "Japan"}], "authors": [{"slug": "anna"}]}
        if fields.get("kind") == "page":
            terms = {}
        secret = {"title": "A secret", "slug": "a-secret", "body": "Unconfirmed text.", **terms, **fields}
        english = publish_draft(at=at, **secret)
        russian = {"lang": "ru", "title": "Секрет", "slug": "sekret", "body": "Текст.", "translation_of": english.id}
        publish_draft(at=at, **{**secret, **russian})
        return english

    return publish


@pytest.mark.parametrize("kind", ["news", "page"])
def test_every_route_that_shows_an_article_is_invalidated_by_its_withdrawal(
    publish: Callable[..., Article], tables: Tables, kind: str
) -> None:
    article = publish(now(), kind=kind)
    if kind == "news":
        front_pages.save("en", [article.id], expected=0, by=AZIZA, at=now(), write_id=new_id())
    document = tables.view(article.id)
    assert document
    paths = list_cdn_paths(document, Settings(STACK.environment("ArticleEventsFunction")))
    shown: set[tuple[str, int]] = set()
    for route in Routes(STACK):
        if not route.key.startswith("GET ") or route.authorizer:
            continue
        for path, query in list_requests(route, article):
            answer = send(route, path, query)
            if not shows_article(answer, path):
                continue
            address = f"{path}?{query}" if query else path
            if any(covers(pattern, address) for pattern in paths):
                shown.add((route.key.removeprefix("GET "), answer["statusCode"]))
            else:
                assert is_brief(answer), f"{address} stays in the CDN"
    articles = {"/v1/articles/{id}", "/v1/articles/{id}/{slug}", "/{lang}/{slug}", "/sitemaps/{file}"}
    terms = {f"/{{lang}}/{kind}/{{slug}}" for kind in ("category", "tag", "author")}
    lists = {"/", "/{lang}", "/{lang}/archive/{day}", *terms, "/v1/articles", "/v1/home", "/v1/feeds/{lang}/{file}"}
    expected = articles | (lists if kind == "news" else {"/v1/pages"})
    assert shown >= {(path, 200) for path in expected} | {("/{lang}/{slug}", 404)}
