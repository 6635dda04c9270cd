"""A lock on changes of staff: the user pool has no conditions, so two admins could remove each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from gazette.dynamodb.commit import commit, try_commit
from gazette.dynamodb.conditions import condition, if_absent, if_equal
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import delete, put

SECONDS = 15
"""The longest time for which it is held. A function that holds it has ended by then: it times out after 10 s."""

_KEY = {"id": "lock/staff"}


class Held(Exception):
    """Somebody else changes staff in this moment."""


class StaffLock:
    """An item of the Idempotency table, whose other items have ids with another prefix."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    @contextmanager
    def hold(self, holder: str, at: datetime) -> Iterator[None]:
        """Hold the lock during a block. `holder` names the request. Raises `Unavailable` if others keep it."""
        retry(lambda: self._acquire(holder, at), Held)
        try:
            yield
        finally:
            try_commit(self._dynamodb, [delete(self._table, _KEY, if_equal("holder", holder))])

    def _acquire(self, holder: str, at: datetime) -> None:
        now = int(at.timestamp())
        item = {**_KEY, "holder": holder, "until": now + SECONDS, "expiration": now + SECONDS}
        free = if_absent("id") | condition("#until < :now", now=now) | if_equal("holder", holder)
        commit(self._dynamodb, [put(self._table, item, free, refusal=lambda stored: Held())])
