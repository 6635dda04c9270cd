"""Feeds and sitemaps as the function serves them, read by parsers of others."""

import json
from collections.abc import Callable
from typing import Any

import feedparser
import pytest

from tests.support.aws import STACK
from tests.support.conformance import Api, body
from tests.support.iam import Calls
from tests.support.site_content import SiteContent

FILES = ("rss.xml", "atom.xml", "feed.json")


def build_path(file: str = "rss.xml", lang: str = "en") -> str:
    return f"/v1/feeds/{lang}/{file}"


@pytest.fixture
def api() -> Api:
    """Sends requests to the real functions, and checks each answer against the document."""
    return Api()


@pytest.fixture
def content(dynamodb: Any, stack: Any) -> SiteContent:
    return SiteContent(dynamodb, stack)


@pytest.fixture
def read(api: Api) -> Callable[..., Any]:
    """The feed at a path as feedparser reads it. Fails if feedparser has to repair it."""

    def read(file: str = "rss.xml", query: str = "", lang: str = "en") -> Any:
        parsed = feedparser.parse(body(api.send("GET", build_path(file, lang), query=query)).encode())
        assert not parsed.bozo, parsed.bozo_exception
        return parsed

    return read


@pytest.fixture
def read_json(api: Api) -> Callable[..., Any]:
    """The JSON Feed at a path."""

    def read_json(query: str = "", lang: str = "en") -> Any:
        return json.loads(body(api.send("GET", build_path("feed.json", lang), query=query)))

    return read_json


@pytest.fixture
def count_requests(api: Api, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """The operations of DynamoDB that a request causes."""

    def count_requests(path: str, query: str = "", status: int = 200) -> list[str]:
        with monkeypatch.context() as observed:
            calls = Calls(observed, STACK.region)
            api.send("GET", path, query=query, status=status)
        return [operation for service, operation, _ in calls.seen if service == "dynamodb"]

    return count_requests
