"""A newsroom over the template's tables, and what stands in them."""

import gzip
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ulid import ULID

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article, Draft, Person
from gazette.dynamodb.items import deserialize, serialize
from gazette.settings import Settings

NOON = datetime(2025, 12, 18, 7, 0, tzinfo=UTC)
AZIZA = Person(id="7d8f4c1e", name="Aziza Karimova")
TEXT = "The summit opens in Tokyo.\n\nIt is the first of its kind."


def new_id() -> str:
    return str(ULID())


def minutes(count: float) -> datetime:
    """A moment after `NOON`."""
    return NOON + timedelta(minutes=count)


class StoredArticles:
    """What stands in the tables, as plain values."""

    def __init__(self, dynamodb: Any) -> None:
        self._dynamodb, self._settings = dynamodb, Settings(os.environ)

    def all(self, noun: str) -> list[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._settings.table(noun))
        return [deserialize(item) for page in pages for item in page["Items"]]

    def clear(self, noun: str) -> None:
        """Remove all that a table holds."""
        table = self._settings.table(noun)
        keys = [key["AttributeName"] for key in self._dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]]
        for item in self._dynamodb.scan(TableName=table)["Items"]:
            self._dynamodb.delete_item(TableName=table, Key={name: item[name] for name in keys})

    def put(self, noun: str, item: dict[str, Any]) -> None:
        self._dynamodb.put_item(TableName=self._settings.table(noun), Item=serialize(item))

    def remove(self, noun: str, key: dict[str, Any]) -> None:
        self._dynamodb.delete_item(TableName=self._settings.table(noun), Key=serialize(key))

    def view(self, address: str) -> dict[str, Any] | None:
        """The document under an address of the Articles table; None where there is no view."""
        item = self.item(address)
        return self.opened(item) if item and "view" in item else None

    def opened(self, item: dict[str, Any]) -> dict[str, Any]:
        """The document of an item's view."""
        document: dict[str, Any] = json.loads(gzip.decompress(item["view"]))
        return document

    def item(self, address: str) -> dict[str, Any] | None:
        found = [item for item in self.all("articles") if item["address"] == address]
        return found[0] if found else None

    def listing(self, name: str) -> list[dict[str, Any]]:
        found = [item for item in self.all("listings") if item["listing"] == name]
        return sorted(found, key=lambda item: item["position"])

    def listed(self, id: str) -> list[str]:
        """Names of the listings that hold a card of an article."""
        return sorted(i["listing"] for i in self.all("listings") if "card" in i and i["position"].endswith(f"#{id}"))

    def category(self, *slugs: str) -> None:
        for slug in slugs:
            self.put("taxonomy", {"kind": "category", "slug": slug, "names": {"en": slug.title()}, "version": 1})


class Reply:
    """The body of an answer that is made up."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body

    def read(self, *_: Any) -> bytes:
        return self._body


@pytest.fixture
def shelves(dynamodb: Any) -> StoredArticles:
    return StoredArticles(dynamodb)


@pytest.fixture
def newsroom(dynamodb: Any) -> ArticleCommands:
    return ArticleCommands.of(Settings(os.environ), dynamodb, monotonic=lambda: 0)


@pytest.fixture
def written(newsroom: ArticleCommands) -> Callable[..., Article]:
    """Saves a new article: title and text are given, all else as named."""

    def written(**fields: Any) -> Article:
        draft = Draft(**{"lang": "en", "title": "A summit", "body": TEXT, **fields})
        return newsroom.create(draft, id=new_id(), by=AZIZA, at=NOON, write=new_id())

    return written


@pytest.fixture
def published(newsroom: ArticleCommands, written: Callable[..., Article]) -> Callable[..., Article]:
    """Writes a new article and publishes it at `at`."""

    def published(*, at: datetime = NOON, **fields: Any) -> Article:
        return newsroom.press.publish(written(**fields), by=AZIZA, at=at, now=at, write=new_id())

    return published
