"""The figures in the Subscribers table: `figures`, a day."""

from collections.abc import Mapping
from typing import Any

from gazette.dynamodb.commit import commit
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import put
from gazette.subscriptions.figures.counting import ATTRIBUTES
from gazette.subscriptions.repository import build_key

FIGURES = "figures"


class FiguresRepository:
    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def list_newest(self, days: int) -> list[dict[str, Any]]:
        """The items of so many days, the newest first: `part` is the day, `lists` has the figures by list."""
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="subscriber = :figures",
            ExpressionAttributeValues=serialize({":figures": FIGURES}),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=days,
        )
        return [deserialize(item) for item in reply["Items"]]

    def put(self, day: str, lists: Mapping[str, Mapping[str, int]], counted_at: str) -> None:
        commit(
            self._dynamodb, [put(self._table, {**build_key(FIGURES, day), "lists": lists, "counted_at": counted_at})]
        )

    def scan(self, after: Mapping[str, str] | None) -> tuple[list[dict[str, Any]], dict[str, str] | None]:
        """A megabyte of items (typed JSON) behind a key, with the attributes that figures need, and the key of the last
        one; None at the end of the table. The read is not consistent: the days are over."""
        names = {f"#{name}": name for name in ATTRIBUTES}
        request = {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
        if after:
            request["ExclusiveStartKey"] = serialize(after)
        reply = self._dynamodb.scan(TableName=self._table, **request)
        last = reply.get("LastEvaluatedKey")
        return reply["Items"], deserialize(last) if last else None
