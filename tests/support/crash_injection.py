"""Processes that are killed in the middle of their work."""

from collections.abc import Callable, Iterator
from copy import deepcopy

import boto3
import pytest
from moto.backends import get_backend


class Killed(BaseException):
    """The process ends here. No handler of errors may go on, as none would in a process that has ended."""


class CrashInjector:
    """Clients of AWS that end the process before or after its n-th call of either service; never with n = 0."""

    def __init__(self) -> None:
        self.dynamodb, self.s3 = (boto3.client(service) for service in ("dynamodb", "s3"))
        self.arm(0)
        for client in (self.dynamodb, self.s3):
            client.meta.events.register("before-call", self.before_call)
            client.meta.events.register("after-call", self.after_call)

    def arm(self, fatal: int, when: str = "") -> None:
        """`when` is `before` or `after`."""
        self.calls, self._fatal, self._when = 0, fatal, when

    def before_call(self, **_: object) -> None:
        self.calls += 1
        self._crash("before")

    def after_call(self, **_: object) -> None:
        self._crash("after")

    def _crash(self, when: str) -> None:
        if (self.calls, when) == (self._fatal, self._when):
            raise Killed


def crashes(injector: CrashInjector, table: str, run: Callable[[], object]) -> Iterator[tuple[int, str]]:
    """Kills a run before its first call and after each of its calls, each time with the same table, and runs it again.

    Yields (call, when) after each pair of runs, so that the table can be checked; first (0, "") after an undisturbed
    run. To be killed before a call is the same as to be killed after the call before it, unless that is the first.
    """
    stored = get_backend("dynamodb")["123456789012"]["eu-central-1"].tables[table]
    before = deepcopy(stored.items)
    injector.arm(0)
    run()
    calls = injector.calls
    yield 0, ""
    for fatal, when in [(1, "before"), *((call, "after") for call in range(1, calls + 1))]:
        stored.items = deepcopy(before)
        injector.arm(fatal, when)
        with pytest.raises(Killed):
            run()
        injector.arm(0)
        run()
        yield fatal, when
