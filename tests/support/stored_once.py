"""Items that a slow preparation stores in a table: prepared by the first test, put back for later ones."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.support.aws import STACK, moto_backend


class StoredOnce:
    """The items that one preparation leaves in one table.

    The preparation runs once in a process: a test that uses it reads no other trace of it, such as a request or a log
    line. The table has no stream.
    """

    def __init__(self, logical_id: str) -> None:
        self._name = STACK.physical(logical_id)
        self._kept: tuple[dict[str, Any], Any] | None = None

    def __call__(self, store: Callable[[], Any]) -> Any:
        """Fill the empty table. Returns what `store` returned when it stored the items."""
        table = moto_backend("dynamodb").tables[self._name]
        assert not table.items and not table.stream_shard
        if self._kept is None:
            result = store()
            self._kept = deepcopy((dict(table.items), result))
            return result
        items, result = deepcopy(self._kept)
        table.items.update(items)
        return result
