"""Units of DynamoDB that a client consumes, as the emulator reports them."""

import threading
from typing import Any

READS = "GetItem", "BatchGetItem", "Query"
WRITES = "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"


class Units:
    """`reads` and `writes` are units of all requests since `attach`. Absent items of a BatchGetItem are not in them."""

    def __init__(self) -> None:
        self.reads = self.writes = 0.0
        self._lock = threading.Lock()

    def attach(self, client: Any) -> None:
        for operation in (*READS, *WRITES):
            client.meta.events.register(f"provide-client-params.dynamodb.{operation}", _ask)
            client.meta.events.register(f"after-call.dynamodb.{operation}", self._count)

    def _count(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity", [])
        parts = consumed if isinstance(consumed, list) else [consumed]
        units = sum(part["CapacityUnits"] for part in parts)
        with self._lock:
            if model.name in READS:
                self.reads += units
            else:
                self.writes += units


def _ask(params: dict[str, Any], **_: Any) -> dict[str, Any]:
    return {**params, "ReturnConsumedCapacity": "TOTAL"}
