"""The Taxonomy table: categories here; tags are made by publications, and read by whoever lists them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from gazette.dynamodb.items import deserialize, serialize
from gazette.errors import Conflict, StaleVersion, VersionRequired
from gazette.taxonomy.errors import CategoryInUse, CategoryNotFound
from gazette.taxonomy.model import MAX_SLUG, Category, Editor
from gazette.times import timestamp

REMOVAL_SECONDS = 60
"""How long a removal keeps a category closed: far longer than the function lives that carries it out, so that a removal
is over, done or broken off, when publications go in again."""

_RETURN_FOUND = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
_VERSION = {"#version": "version"}


class CategoryRepository:
    def __init__(self, dynamodb: Any, taxonomy_table: str, listings_table: str) -> None:
        self._dynamodb, self._table, self._listings = dynamodb, taxonomy_table, listings_table

    def get(self, slug: str) -> Category:
        item = self._dynamodb.get_item(TableName=self._table, Key=_key(slug), ConsistentRead=True).get("Item")
        if item is None:
            raise CategoryNotFound()
        return _category(deserialize(item))

    def page(self, *, limit: int, after: str | None) -> tuple[list[Category], str | None]:
        """Categories by slug, and the slug to go on after."""
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "kind = :kind",
            "ExpressionAttributeValues": serialize({":kind": "category"}),
            "ConsistentRead": True,
            "Limit": limit,
        }
        if after is not None:
            request["ExclusiveStartKey"] = _key(after)
        reply = self._dynamodb.query(**request)
        last = reply.get("LastEvaluatedKey")
        return [_category(deserialize(item)) for item in reply["Items"]], deserialize(last)["slug"] if last else None

    def save(
        self, slug: str, names: dict[str, str], *, expected: int | None, by: Editor, at: datetime, write: str
    ) -> Category:
        """Make a category (`expected` is None), or name the one of that version anew.

        `VersionRequired` where it exists and no version is expected, `StaleVersion` where it has another one.
        """
        category = Category(
            slug=slug, names=names, version=(expected or 0) + 1, changed_at=timestamp(at), changed_by=by
        )
        item = {"kind": "category", "write": write, **category.model_dump()}
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(kind)"}
        if expected is not None:
            condition = {
                "ConditionExpression": "#version = :version",
                "ExpressionAttributeNames": _VERSION,
                "ExpressionAttributeValues": serialize({":version": expected}),
            }
        try:
            self._dynamodb.put_item(TableName=self._table, Item=serialize(item), **condition, **_RETURN_FOUND)
        except self._dynamodb.exceptions.ConditionalCheckFailedException as error:
            found = _found(error)
            if found.get("write") != write:
                raise _refused(found, expected) from None
        return category

    def remove(self, slug: str, *, expected: int | None, languages: Sequence[str], at: datetime, write: str) -> None:
        """Remove a category that no published article is in; `CategoryInUse` otherwise.

        It is closed first, and publications refuse a closed category: what is then not in the lists cannot come.
        Closing is no change of the category: its version stays, a save opens it again, and so does its end.
        """
        self._close(slug, expected, at, write)
        if any(self._holds_articles(lang, slug) for lang in languages):
            self._reopen(slug, write)
            raise CategoryInUse()
        try:
            self._dynamodb.delete_item(
                TableName=self._table,
                Key=_key(slug),
                ConditionExpression="attribute_not_exists(kind) OR closing = :write",
                ExpressionAttributeValues=serialize({":write": write}),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            raise Conflict("Somebody else changed it in this moment.") from None

    def _close(self, slug: str, expected: int | None, at: datetime, write: str) -> None:
        condition = "attribute_exists(kind)"
        values: dict[str, Any] = {":write": write, ":end": int(at.timestamp()) + REMOVAL_SECONDS}
        names: dict[str, Any] = {}
        if expected is not None:
            condition += " AND #version = :expected"
            values[":expected"] = expected
            names = {"ExpressionAttributeNames": _VERSION}
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_key(slug),
                UpdateExpression="SET closing = :write, closed_until = :end",
                ConditionExpression=condition,
                **names,
                ExpressionAttributeValues=serialize(values),
                **_RETURN_FOUND,
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException as error:
            raise _refused(_found(error), expected or 0) from None

    def _reopen(self, slug: str, write: str) -> None:
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_key(slug),
                UpdateExpression="REMOVE closing, closed_until",
                ConditionExpression="closing = :write",
                ExpressionAttributeValues=serialize({":write": write}),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return

    def _holds_articles(self, lang: str, slug: str) -> bool:
        reply = self._dynamodb.query(
            TableName=self._listings,
            KeyConditionExpression="listing = :listing",
            ExpressionAttributeValues=serialize({":listing": f"{lang}/category/{slug}"}),
            ConsistentRead=True,
            Limit=1,
        )
        return bool(reply["Items"])


def _key(slug: str) -> dict[str, Any]:
    """`CategoryNotFound` for what is longer than any slug, and may be more than a key can hold."""
    if not 1 <= len(slug) <= MAX_SLUG:
        raise CategoryNotFound()
    return serialize({"kind": "category", "slug": slug})


def _category(item: dict[str, Any]) -> Category:
    return Category.model_validate({name: item[name] for name in Category.model_fields})


def _found(error: ClientError) -> dict[str, Any]:
    item: Any = error.response.get("Item", {})
    return deserialize(item)


def _refused(found: dict[str, Any], expected: int | None) -> Exception:
    if not found:
        return CategoryNotFound()
    if expected is None:
        return VersionRequired("It exists; to change it, say in If-Match which version you read.")
    current = {name: found[name] for name in ("version", "changed_by", "changed_at")}
    return StaleVersion(current=current)
