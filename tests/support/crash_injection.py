"""Processes that end in the middle of what they do."""

from collections.abc import Callable, Iterator
from copy import deepcopy

import boto3
import pytest
from moto.backends import get_backend


class Killed(Exception):
    """The process ends here."""


class CrashInjector:
    """Ends the process before or after its n-th call of AWS, whichever service; n is 0 for a process that lives."""

    def __init__(self) -> None:
        self.dynamodb, self.s3 = (boto3.client(service) for service in ("dynamodb", "s3"))
        for client in (self.dynamodb, self.s3):
            client.meta.events.register("before-call", self._before)
            client.meta.events.register("after-call", self._after)

    def set(self, fatal: int, when: str = "") -> None:
        self.calls, self._fatal, self._when = 0, fatal, when

    def _before(self, **_: object) -> None:
        self.calls += 1
        self._burn("before")

    def _after(self, **_: object) -> None:
        self._burn("after")

    def _burn(self, when: str) -> None:
        if (self.calls, when) == (self._fatal, self._when):
            raise Killed


def crashes(fuse: CrashInjector, table: str, run: Callable[[], object]) -> Iterator[tuple[int, str]]:
    """Kills a run before and after each call that it makes, every time from the same table; each time runs it again
    and hands over, so that what is there can be looked at. First the run that nobody kills: call 0."""
    held = get_backend("dynamodb")["123456789012"]["eu-central-1"].tables[table]
    before = deepcopy(held.items)
    fuse.set(0)
    run()
    calls = fuse.calls
    yield 0, ""
    for fatal in range(1, calls + 1):
        for when in ("before", "after"):
            held.items = deepcopy(before)
            fuse.set(fatal, when)
            with pytest.raises(Killed):
                run()
            fuse.set(0)
            run()
            yield fatal, when
