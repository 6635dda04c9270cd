"""Threads that look for work: often while something happens, seldom while nothing does."""

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable

BRISK, IDLE = 0.2, 3.0
"""Seconds between two looks: just after something happened, and otherwise (moto keeps a little of each look)."""

BRISK_FOR = 2.0
"""Seconds; an engine shows a change in its stream a moment after the write."""


class Poller:
    """Calls `poll` until it is stopped. `poll` tells whether there was work."""

    def __init__(self, name: str, poll: Callable[[], bool]) -> None:
        self._poll = poll
        self._due, self._stopped = threading.Event(), threading.Event()
        self._brisk_until = 0.0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look now."""
        self._brisk_until = time.monotonic() + BRISK_FOR
        self._due.set()

    def stop(self) -> None:
        self._stopped.set()
        self._due.set()

    def join(self, seconds: float) -> None:
        """Wait for its last look to end."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._due.clear()
            try:
                found = self._poll()
            except Exception:
                found = False
                if not self._stopped.is_set():
                    print(f"{self._thread.name}: {traceback.format_exc()}", file=sys.stderr)
            if found:
                self._brisk_until = time.monotonic() + BRISK_FOR
            brisk = time.monotonic() < self._brisk_until
            self._due.wait(BRISK if brisk else IDLE)


class Pollers:
    """All of them, started, woken and stopped together."""

    def __init__(self, pollers: Iterable[Poller]) -> None:
        self._pollers = tuple(pollers)

    def start(self) -> None:
        for poller in self._pollers:
            poller.start()

    def wake(self) -> None:
        for poller in self._pollers:
            poller.wake()

    def stop(self) -> None:
        for poller in self._pollers:
            poller.stop()
        for poller in self._pollers:
            poller.join(2)
