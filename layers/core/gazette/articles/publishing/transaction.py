"""One item of a transaction, and what it means when its condition does not hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gazette.articles.errors import ArticleNotFound
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.transactions import ConditionFailed, transact
from gazette.errors import StaleVersion

Refusal = Callable[[dict[str, Any]], Exception]
"""From what stood there (plain; empty where nothing did, or where it was not asked for) to what is raised."""


class SnapshotChanged(Exception):
    """What the write was made from changed in the meantime, by nobody's fault: read again and do it anew."""


@dataclass(frozen=True)
class Write:
    """`item` is a member of TransactItems."""

    item: dict[str, Any]
    refusal: Refusal = lambda found: SnapshotChanged()


RETURN_FOUND = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
"""Asks for what stood there when the condition does not hold."""


def put(table: str, item: Mapping[str, Any], refusal: Refusal | None = None, **condition: Any) -> Write:
    """A put; with a refusal, what stood there is asked for when the condition does not hold."""
    request = {"TableName": table, "Item": serialize(item), **condition}
    return Write({"Put": {**request, **RETURN_FOUND}}, refusal) if refusal else Write({"Put": request})


def delete(table: str, key: Mapping[str, Any]) -> Write:
    return Write({"Delete": {"TableName": table, "Key": serialize(key)}})


def update(table: str, key: Mapping[str, Any], expression: str, **parts: Any) -> Write:
    return Write({"Update": {"TableName": table, "Key": serialize(key), "UpdateExpression": expression, **parts}})


def check(table: str, key: Mapping[str, Any], **condition: Any) -> Write:
    return Write({"ConditionCheck": {"TableName": table, "Key": serialize(key), **condition}})


def commit(dynamodb: Any, steps: Sequence[Write], write: str) -> None:
    """Write all or none. Raises the refusal of the first step whose condition did not hold.

    `write` names this very write and stands in the items that it makes: where it stands there already, the write
    was done and only its answer was lost.
    """
    try:
        transact(dynamodb, [step.item for step in steps])
    except ConditionFailed as failure:
        found = {position: deserialize(item) for position, item in failure.found.items()}
        if any(item.get("write") == write for item in found.values()):
            return
        first = min(failure.positions)
        raise steps[first].refusal(found.get(first, {})) from None


def stale(found: dict[str, Any]) -> Exception:
    """The refusal of a draft whose version is another by now."""
    if not found:
        return ArticleNotFound()
    summary = found["summary"]
    return stale_version(summary["version"], summary["changed_by"], summary["changed_at"])


def stale_version(version: int, changed_by: dict[str, str], changed_at: str) -> StaleVersion:
    return StaleVersion(current={"version": version, "changed_by": changed_by, "changed_at": changed_at})
