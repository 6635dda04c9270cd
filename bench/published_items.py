"""Published articles by the thousand: Gazette's own commands make their items, which are written in batches.

Nobody reads the tables meanwhile, so transactions would only take time.
"""

import functools
import os
import random
from bisect import insort
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ulid import ULID

from bench.content import AT, generate_text

BATCH = 25
PARAGRAPHS = 1000


class Collector:
    """Stands for DynamoDB while new articles are published: it finds terms and the newest positions of a listing, and
    keeps what is put by its key."""

    def __init__(self, dynamodb: Any, terms: list[dict[str, Any]]) -> None:
        self._dynamodb, self._table, self._terms = dynamodb, os.environ["TAXONOMY_TABLE"], terms
        self._read_keys = functools.cache(self._load_keys)
        self.items: dict[tuple[str, ...], dict[str, Any]] = {}
        self._positions: dict[str, list[str]] = {}

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:
        asked = RequestItems.get(self._table, {}).get("Keys", [])
        found = [term for term in self._terms if {name: term[name] for name in ("kind", "slug")} in asked]
        return {"Responses": {self._table: found} if found else {}}

    def transact_write_items(self, TransactItems: list[dict[str, Any]]) -> None:
        for [(action, request)] in (item.items() for item in TransactItems):
            if action == "Put":
                self.put_item(**request)
            elif action != "ConditionCheck":
                raise AssertionError(f"the publication of a new article has an action {action}")

    def put_item(self, TableName: str, Item: dict[str, Any], **_: Any) -> None:
        self.items[self.find_key(TableName, Item)] = Item
        if "card" in Item:
            insort(self._positions.setdefault(Item["listing"]["S"], []), Item["position"]["S"])

    def query(self, ExpressionAttributeValues: dict[str, Any], Limit: int, **_: Any) -> dict[str, Any]:
        """Positions of a listing, newest first, as the choice of related stories reads them."""
        positions = self._positions.get(ExpressionAttributeValues[":listing"]["S"], [])
        return {"Items": [{"position": {"S": position}} for position in positions[-Limit:][::-1]]}

    update_item = delete_item = None
    """A publication of a new article has none."""

    def find_key(self, table: str, item: dict[str, Any]) -> tuple[str, ...]:
        return table, *(item[name]["S"] for name in self._read_keys(table))

    def _load_keys(self, table: str) -> list[str]:
        schema = self._dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
        return [part["AttributeName"] for part in schema]


def publish_articles(dynamodb: Any, category: str, name: str, count: int) -> None:
    """Publish articles of a category in all languages, each with an author and two tags."""
    collector = Collector(dynamodb, list(put_terms(dynamodb, category, name)))
    for number, draft in enumerate(generate_drafts(category, count)):
        publish(collector, number, draft)
        if number == 0:
            publish(dynamodb, number, draft)
            check_same_items(dynamodb, collector)
        if len(collector.items) >= 1000 or number == count - 1:
            write_batches(dynamodb, collector)


def put_terms(dynamodb: Any, category: str, name: str) -> Iterator[dict[str, Any]]:
    from gazette.dynamodb.items import serialize
    from gazette.taxonomy.items import build_item, with_search
    from gazette.taxonomy.model import Term

    terms = [("category", category, name), ("author", "aziza", "Aziza Karimova"), ("tag", "gold", "Gold")]
    for kind, slug, text in [*terms, ("tag", "bank", "Bank")]:
        item = serialize(build_item(with_search(Term(kind=kind, slug=slug, names={"en": text}, version=1))))
        dynamodb.put_item(TableName=os.environ["TAXONOMY_TABLE"], Item=item)
        yield item


def generate_drafts(category: str, count: int) -> Iterator[Any]:
    from gazette.articles.model import Draft
    from gazette.settings import Settings

    chance, languages = random.Random(1), Settings(os.environ).languages
    paragraphs = [generate_text(chance, 80) for _ in range(PARAGRAPHS)]
    for number in range(count):
        yield Draft(
            lang=languages[number % len(languages)],
            title=generate_text(chance, 9),
            slug=f"article-{number}",
            dek=generate_text(chance, 24),
            # All texts differ: a function that renders one text again takes it from a cache.
            body="\n\n".join(chance.sample(paragraphs, 9)),
            categories=[category],
            tags=["gold", "bank"],
            authors=[{"slug": "aziza", "role": "Correspondent"}],
        )


def publish(dynamodb: Any, number: int, draft: Any) -> None:
    from gazette.articles.commands import ArticleCommands
    from gazette.articles.model import Person
    from gazette.settings import Settings

    commands = ArticleCommands.from_settings(Settings(os.environ), dynamodb, monotonic=lambda: 0)
    at = AT + timedelta(minutes=number)
    stamp: dict[str, Any] = {"by": Person(id="bench", name="Bench"), "at": at}
    id = str(ULID.from_bytes(int(at.timestamp() * 1000).to_bytes(6, "big") + number.to_bytes(10, "big")))
    article = commands.create(draft, id=id, **stamp, write_id="create")
    commands.publish(article, **stamp, write_id="publish")


def check_same_items(dynamodb: Any, collector: Collector) -> None:
    """Raises AssertionError if DynamoDB stores other items than those that were collected."""
    for table in {table for table, *_ in collector.items}:
        stored = {collector.find_key(table, item): item for item in dynamodb.scan(TableName=table)["Items"]}
        assert stored == {key: item for key, item in collector.items.items() if key[0] == table}, table


def write_batches(dynamodb: Any, collector: Collector) -> None:
    requests = [(key[0], {"PutRequest": {"Item": item}}) for key, item in collector.items.items()]
    collector.items.clear()
    for start in range(0, len(requests), BATCH):
        batch: dict[str, list[Any]] = {}
        for table, request in requests[start : start + BATCH]:
            batch.setdefault(table, []).append(request)
        dynamodb.batch_write_item(RequestItems=batch)
