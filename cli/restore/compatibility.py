"""Whether a restored table can be the copy of a table."""

from __future__ import annotations

from typing import Any


class NotACopy(Exception):
    """The restored table is not that of the table. The text says how they differ."""


def check_copy(dynamodb: Any, restored: str, live: str, noun: str, *, other_source: bool) -> None:
    """Raises `NotACopy` if the keys of the tables differ, or if the restored one is still being made.

    Tables of different kinds or sites can have the same key, so the source of a restored table must be the live one.
    `other_source` allows another source.
    """
    copy, table = describe(dynamodb, restored), describe(dynamodb, live)
    if copy["TableStatus"] != "ACTIVE":
        raise NotACopy(f"{restored} is {copy['TableStatus']}; wait until it is ACTIVE")
    if _list_key(copy) != _list_key(table):
        raise NotACopy(
            f"{restored} is no copy of {noun}: its key is {_format_key(copy)}, that of {live} is {_format_key(table)}"
        )
    # Absent if the table was made in another way.
    source = copy.get("RestoreSummary", {}).get("SourceTableArn", "").rpartition("/")[2]
    if source and source != live and not other_source:
        raise NotACopy(f"{restored} is a copy of {source}, not of {live}; with --other-source it is copied")


def describe(dynamodb: Any, name: str) -> dict[str, Any]:
    description: dict[str, Any] = dynamodb.describe_table(TableName=name)["Table"]
    return description


def _list_key(table: dict[str, Any]) -> list[tuple[str, str]]:
    """(attribute, type) of the key, the hash attribute first."""
    types = {entry["AttributeName"]: entry["AttributeType"] for entry in table["AttributeDefinitions"]}
    parts = sorted(table["KeySchema"], key=lambda part: part["KeyType"] != "HASH")
    return [(part["AttributeName"], types[part["AttributeName"]]) for part in parts]


def _format_key(table: dict[str, Any]) -> str:
    return ", ".join(f"{name} ({kind})" for name, kind in _list_key(table))
