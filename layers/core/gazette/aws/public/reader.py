"""DynamoDB for public reads, without an SDK: GetItem, Query, BatchGetItem, and nothing that writes.

A write that is sent again may be done twice, so nothing here may grow one: a test forbids it.
Keys, requests and answers are DynamoDB's own JSON, each value with its type: `{"address": {"S": "en/a-slug"}}`.
Lean: every public read imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gazette.aws.public.client import TRIES, Call, Client
from gazette.errors import Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

READS = frozenset({"GetItem", "Query", "BatchGetItem"})


class Reader:
    """One kept connection to DynamoDB, made when it is first used. Not safe between threads.

    `deadline` is everywhere a reading of `time.monotonic()`. All raise `Unavailable` where DynamoDB does not answer
    in time, `Failed` where it refuses.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._client = Client(environ, "dynamodb", "DynamoDB_20120810", "1.0")

    def get(
        self, table: str, key: dict[str, Any], deadline: float | None = None, *, consistent: bool = False
    ) -> dict[str, Any] | None:
        """The item under a key, or None."""
        request: dict[str, Any] = {"TableName": table, "Key": key}
        if consistent:
            request["ConsistentRead"] = True
        item: dict[str, Any] | None = self.start("GetItem", request, deadline).result().get("Item")
        return item

    def query(self, request: dict[str, Any], deadline: float | None = None) -> dict[str, Any]:
        """The raw reply: `Items`, and `LastEvaluatedKey` where there may be more."""
        return self.start("Query", request, deadline).result()

    def batch_get(self, request: dict[str, Any], deadline: float | None = None) -> dict[str, Any]:
        """The raw reply, after what DynamoDB left unprocessed was asked for again: `Responses` has all that exist."""
        found: dict[str, list[dict[str, Any]]] = {table: [] for table in request["RequestItems"]}
        for _ in range(TRIES):
            reply = self.start("BatchGetItem", request, deadline).result()
            for table, items in reply.get("Responses", {}).items():
                found[table].extend(items)
            if not reply.get("UnprocessedKeys"):
                return {**reply, "Responses": found}
            request = {**request, "RequestItems": reply["UnprocessedKeys"]}
        raise Unavailable()

    def start(self, operation: str, request: dict[str, Any], deadline: float | None = None) -> Call:
        """Send one read; `.result()` of what is returned is its raw reply."""
        if operation not in READS:
            raise ValueError(f"{operation} is not a read")
        return self._client.start(operation, request, deadline)

    def close(self) -> None:
        self._client.close()


def fetch(
    readers: Sequence[Reader], requests: Sequence[tuple[str, dict[str, Any]]], deadline: float | None = None
) -> list[dict[str, Any]]:
    """The raw replies to several requests at once, `(operation, request)` each, every one on a reader of its own."""
    try:
        calls = [
            reader.start(operation, request, deadline)
            for reader, (operation, request) in zip(readers, requests, strict=True)
        ]
        return [call.result() for call in calls]
    except BaseException:
        # Answers that are still on their way must not be taken for those of the next request.
        for reader in readers:
            reader.close()
        raise
