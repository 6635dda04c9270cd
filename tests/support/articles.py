"""Fixtures of tests about articles: the commands over the template's tables, and what the tables have."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ulid import ULID

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article, Draft
from gazette.dynamodb.items import deserialize, serialize
from gazette.encoding import unpack
from gazette.schemas.person import Person
from gazette.settings import Settings

NOON = datetime(2025, 12, 18, 7, 0, tzinfo=UTC)
AZIZA = Person(id="7d8f4c1e", name="Aziza Karimova")
TEXT = "The summit opens in Tokyo.\n\nIt is the first of its kind."


def new_id() -> str:
    return str(ULID())


def minutes(count: float) -> datetime:
    """A moment after `NOON`."""
    return NOON + timedelta(minutes=count)


class Tables:
    """Reads and writes items of the tables directly, as plain values."""

    def __init__(self, dynamodb: Any) -> None:
        self._dynamodb, self._settings = dynamodb, Settings(os.environ)

    def all(self, noun: str) -> list[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._settings.table(noun))
        return [deserialize(item) for page in pages for item in page["Items"]]

    def put(self, noun: str, item: dict[str, Any]) -> None:
        self._dynamodb.put_item(TableName=self._settings.table(noun), Item=serialize(item))

    def remove(self, noun: str, key: dict[str, Any]) -> None:
        self._dynamodb.delete_item(TableName=self._settings.table(noun), Key=serialize(key))

    def view(self, address: str) -> dict[str, Any] | None:
        """The document at an address of the Articles table; None where there is no view."""
        item = self.item(address)
        return self.unpack(item) if item and "view" in item else None

    def unpack(self, item: dict[str, Any]) -> dict[str, Any]:
        """The document of an item's view."""
        document: dict[str, Any] = json.loads(unpack(item["view"]))
        return document

    def item(self, address: str) -> dict[str, Any] | None:
        items = [item for item in self.all("articles") if item["address"] == address]
        return items[0] if items else None

    def listing(self, name: str) -> list[dict[str, Any]]:
        items = [item for item in self.all("listings") if item["listing"] == name]
        return sorted(items, key=lambda item: item["position"])

    def listings_of(self, id: str) -> list[str]:
        """Names of the listings that have a card of an article."""
        items = [item for item in self.all("listings") if "card" in item]
        return sorted(item["listing"] for item in items if item["position"].endswith(f"#{id}"))

    def put_category(self, *slugs: str) -> None:
        for slug in slugs:
            self.put("taxonomy", {"kind": "category", "slug": slug, "names": {"en": slug.title()}, "version": 1})


@pytest.fixture
def tables(dynamodb: Any) -> Tables:
    return Tables(dynamodb)


@pytest.fixture
def commands(dynamodb: Any) -> ArticleCommands:
    return ArticleCommands.from_settings(Settings(os.environ), dynamodb, monotonic=lambda: 0)


@pytest.fixture
def save_draft(commands: ArticleCommands) -> Callable[..., Article]:
    """Saves a new article: title and text are given, everything else as named."""

    def save_draft(**fields: Any) -> Article:
        draft = Draft(**{"lang": "en", "title": "A summit", "body": TEXT, **fields})
        return commands.create(draft, id=new_id(), by=AZIZA, at=NOON, write_id=new_id())

    return save_draft


@pytest.fixture
def publish_draft(commands: ArticleCommands, save_draft: Callable[..., Article]) -> Callable[..., Article]:
    """Saves a new article and publishes it at `at`."""

    def publish_draft(*, at: datetime = NOON, **fields: Any) -> Article:
        return commands.publish(save_draft(**fields), by=AZIZA, at=at, write_id=new_id())

    return publish_draft
