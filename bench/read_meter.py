"""Requests of public reads to DynamoDB, and the read units and items of their responses."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gazette.aws.public.reader import Reader

Response = dict[str, Any]


@dataclass
class Cost:
    """What one read cost. DynamoDB Local reports no units of absent items."""

    requests: Counter[str] = field(default_factory=Counter)
    units: float = 0
    items: int = 0

    def add(self, operation: str, response: Response) -> None:
        capacities = response.get("ConsumedCapacity", [])
        self.requests[operation] += 1
        for capacity in capacities if isinstance(capacities, list) else [capacities]:
            self.units += capacity["CapacityUnits"]
        batches = response.get("Responses", {}).values()
        self.items += response.get("Count", int("Item" in response)) + sum(map(len, batches))


class _Call:
    """A call whose response is counted."""

    def __init__(self, call: Any, operation: str, cost: Cost) -> None:
        self._call, self._operation, self._cost = call, operation, cost

    def result(self) -> Response:
        response: Response = self._call.result()
        self._cost.add(self._operation, response)
        return response


@contextmanager
def measure_reads() -> Iterator[Cost]:
    """The cost of what the readers of public functions ask in the block."""
    cost, start = Cost(), Reader.start

    def start_counted(reader: Reader, operation: str, request: Response, deadline: float | None = None) -> Any:
        asked = {**request, "ReturnConsumedCapacity": "TOTAL"}
        return _Call(start(reader, operation, asked, deadline), operation, cost)

    Reader.start = start_counted  # type: ignore[method-assign]
    try:
        yield cost
    finally:
        Reader.start = start  # type: ignore[method-assign]
