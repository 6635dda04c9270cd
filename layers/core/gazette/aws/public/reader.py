"""DynamoDB for public reads without the SDK: GetItem, Query and BatchGetItem, and no write (see `client`).

Keys, requests and responses are DynamoDB's own JSON, with the type of each value: `{"address": {"S": "en/a-slug"}}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gazette.aws.public.client import TRIES, Call, Client
from gazette.errors import Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

READS = frozenset({"GetItem", "Query", "BatchGetItem"})


class Reader:
    """One connection to DynamoDB, opened at the first read and reused. Not safe between threads.

    `deadline` is a reading of `time.monotonic()`. Every method raises `Unavailable` if DynamoDB does not answer in
    time, `Failed` if it refuses the request.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._client = Client(environ, "dynamodb", "DynamoDB_20120810", "1.0")

    def get(
        self, table: str, key: dict[str, Any], deadline: float | None = None, *, consistent: bool = False
    ) -> dict[str, Any] | None:
        """The item with a key, or None."""
        request: dict[str, Any] = {"TableName": table, "Key": key}
        if consistent:
            request["ConsistentRead"] = True
        item: dict[str, Any] | None = self.start("GetItem", request, deadline).result().get("Item")
        return item

    def query(self, request: dict[str, Any], deadline: float | None = None) -> dict[str, Any]:
        """The response to a Query: `Items`, and `LastEvaluatedKey` if there may be more."""
        return self.start("Query", request, deadline).result()

    def query_items(self, request: dict[str, Any], deadline: float | None = None) -> Iterator[dict[str, Any]]:
        """All items of a Query, of which a response has a megabyte at most. Sends a request when its items are needed.

        A `Limit` is that of each response.
        """
        while True:
            reply = self.query(request, deadline)
            yield from reply["Items"]
            if "LastEvaluatedKey" not in reply:
                return
            request = {**request, "ExclusiveStartKey": reply["LastEvaluatedKey"]}

    def batch_get(self, request: dict[str, Any], deadline: float | None = None) -> dict[str, Any]:
        """The response to a BatchGetItem, with all items; unprocessed keys are requested again."""
        items_by_table: dict[str, list[dict[str, Any]]] = {table: [] for table in request["RequestItems"]}
        for _ in range(TRIES):
            response = self.start("BatchGetItem", request, deadline).result()
            for table, items in response.get("Responses", {}).items():
                items_by_table[table].extend(items)
            if not response.get("UnprocessedKeys"):
                return {**response, "Responses": items_by_table}
            request = {**request, "RequestItems": response["UnprocessedKeys"]}
        raise Unavailable()

    def start(self, operation: str, request: dict[str, Any], deadline: float | None = None) -> Call:
        """Send one read; `.result()` of the returned call is the response. Raises ValueError for other operations."""
        if operation not in READS:
            raise ValueError(f"{operation} is not a read")
        return self._client.start(operation, request, deadline)

    def close(self) -> None:
        self._client.close()


class CloseOnError:
    """Closes the readers if the block raises: a later request must not read a response that is still on its way."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = readers

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: object) -> None:
        if error is not None:
            for reader in self._readers:
                reader.close()


def fetch(
    readers: Sequence[Reader], requests: Sequence[tuple[str, dict[str, Any]]], deadline: float | None = None
) -> list[dict[str, Any]]:
    """Responses to several requests that are sent at the same time: `start_all`, and the results."""
    with CloseOnError(readers):
        return [call.result() for call in start_all(readers, requests, deadline)]


def start_all(
    readers: Sequence[Reader], requests: Sequence[tuple[str, dict[str, Any]]], deadline: float | None = None
) -> list[Call]:
    """Send several requests `(operation, request)`, each on its own reader. There may be more readers than requests.

    The caller closes the readers on an error (`CloseOnError`).
    """
    used = readers[: len(requests)]
    return [
        reader.start(operation, request, deadline) for reader, (operation, request) in zip(used, requests, strict=True)
    ]
