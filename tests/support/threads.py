"""Many threads that begin at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def run_at_once(*actions: Callable[[], Result]) -> list[Result]:
    """Results of the actions in their order, each in a thread of its own. Raises the first error."""
    barrier = threading.Barrier(len(actions))

    def begin(action: Callable[[], Result]) -> Result:
        barrier.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(begin, actions))
