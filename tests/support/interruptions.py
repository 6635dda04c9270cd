"""Actions that are interrupted at any of their calls: by the end of the process, or by what somebody else does."""

from collections.abc import Callable
from typing import Any

from tests.support.crash_injection import Killed

Action = Callable[[], object]


class Interruptions:
    """Hooks into a client of DynamoDB, which `close` removes."""

    def __init__(self, dynamodb: Any) -> None:
        self._hooks = dynamodb.meta.events
        self._left, self._meanwhile, self._is_dead = 0, None, False
        self._hooks.register("before-call.dynamodb", self._before_call)

    def close(self) -> None:
        self._hooks.unregister("before-call.dynamodb", self._before_call)

    def run(self, action: Action, call: int, meanwhile: Action | None) -> None:
        """Run an action. Just before its n-th call `meanwhile` happens; without one, the process is killed there."""
        self._left, self._meanwhile, self._is_dead = call, meanwhile, False
        try:
            action()
        except Killed:
            pass
        finally:
            self._left, self._is_dead = 0, False

    def _before_call(self, **_: object) -> None:
        if self._is_dead:
            raise Killed  # also in other threads of the process
        self._left -= 1
        if self._left != 0:
            return
        if self._meanwhile is None:
            self._is_dead = True
            raise Killed
        self._meanwhile()
