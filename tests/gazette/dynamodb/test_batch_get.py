"""Many items in one read: nothing is lost, and nothing is waited for without end."""

import os
from typing import Any

import boto3
import pytest

from gazette.dynamodb.batch_get import TRIES, batch_get
from gazette.dynamodb.items import deserialize, serialize
from gazette.errors import Unavailable


@pytest.fixture
def table() -> str:
    return os.environ["TAXONOMY_TABLE"]


@pytest.fixture
def keys(dynamodb: Any, table: str) -> list[dict[str, Any]]:
    keys = [{"kind": "tag", "slug": f"tag-{number}"} for number in range(10)]
    for key in keys:
        dynamodb.put_item(TableName=table, Item=serialize({**key, "names": {"en": key["slug"]}, "version": 1}))
    return [serialize(key) for key in keys]


def slugs(found: dict[str, list[dict[str, Any]]], table: str) -> set[str]:
    return {deserialize(item)["slug"] for item in found[table]}


def unanswered(client: Any, table: str, count: int, times: int) -> list[int]:
    """The next `times` answers leave out what was asked for first; fills with how many keys each request had."""
    asked: list[int] = []

    def leave_out(parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        if len(asked) <= times:
            items = parsed["Responses"][table]
            held, parsed["Responses"][table] = items[:count], items[count:]
            left = [{"kind": item["kind"], "slug": item["slug"]} for item in held]
            parsed["UnprocessedKeys"] = {table: {"Keys": left, "ConsistentRead": True}}

    def note(params: dict[str, Any], **_: Any) -> None:
        asked.append(len(params["RequestItems"][table]["Keys"]))

    client.meta.events.register("provide-client-params.dynamodb.BatchGetItem", note)
    client.meta.events.register("after-call.dynamodb.BatchGetItem", leave_out)
    return asked


def test_items_come_by_table_and_what_is_not_there_is_left_out(dynamodb: Any, table: str, keys: Any) -> None:
    found = batch_get(dynamodb, {table: [*keys, serialize({"kind": "tag", "slug": "none"})], "other": []})
    assert slugs(found, table) == {f"tag-{number}" for number in range(10)}
    assert found["other"] == []


def test_only_what_is_named_is_read(dynamodb: Any, table: str, keys: Any) -> None:
    [item] = batch_get(dynamodb, {table: keys[:1]}, attributes=("slug", "version"))[table]
    assert deserialize(item) == {"slug": "tag-0", "version": 1}


@pytest.mark.parametrize("count", [1, 9, 10])
def test_keys_that_stay_unanswered_are_asked_for_again(table: str, keys: Any, count: int) -> None:
    client, pauses = boto3.client("dynamodb"), []
    asked = unanswered(client, table, count, times=2)
    found = batch_get(client, {table: keys}, sleep=pauses.append)
    assert slugs(found, table) == {f"tag-{number}" for number in range(10)}
    assert len(found[table]) == 10
    assert asked == [10, count, count]
    assert len(pauses) == 2


def test_keys_that_are_never_answered_are_counted(table: str, keys: Any) -> None:
    client = boto3.client("dynamodb")
    asked = unanswered(client, table, 3, times=99)
    with pytest.raises(Unavailable, match=r"^3 items"):
        batch_get(client, {table: keys}, sleep=lambda seconds: None)
    assert len(asked) == TRIES
